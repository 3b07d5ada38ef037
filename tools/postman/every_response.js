// Runs after every request: what the contract says of each answer, by method and status.
const answers = "RESPONSES";

const answer = answers[`${pm.request.method} ${pm.response.code}`];
const header = (name) => pm.response.headers.get(name) || "";

pm.test("the status is one of the contract", () => {
  pm.expect(answer, `${pm.request.method} ${pm.response.code}`).to.be.an("object");
});

if (answer) {
  pm.test("the headers of the contract are there", () => {
    answer.headers.forEach((name) => pm.expect(header(name), name).not.to.equal(""));
  });
}

if (answer && answer.schema) {
  pm.test(`the content type is ${answer.mediaType}`, () => {
    pm.expect(header("Content-Type").split(";")[0]).to.equal(answer.mediaType);
  });
  pm.test("the body has the shape of the contract", () => {
    pm.response.to.have.jsonSchema(answer.schema);
  });
}

if (answer && !answer.schema) {
  pm.test("the body is empty", () => {
    pm.expect(pm.response.text()).to.equal("");
  });
}

if (pm.request.headers.has("Origin")) {
  pm.test("a page of this origin may read the answer", () => {
    pm.expect(["*", pm.request.headers.get("Origin")]).to.include(header("Access-Control-Allow-Origin"));
  });
}
