// Calls the API at API_URL with the client that openapi-generator made, and prints what each call got.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"client/storefront"
)

type got [2]any

func call(api *storefront.APIClient, key, interest, once string) got {
	ctx := context.Background()
	if key != "" {
		ctx = context.WithValue(ctx, storefront.ContextAPIKeys, map[string]storefront.APIKey{"api_key": {Key: key}})
	}
	preference := storefront.NewRecommendRequest("12345", interest, "Cape Town")
	request := api.StorefrontAPI.RecordPreference(ctx).RecommendRequest(*preference)
	if once != "" {
		request = request.IdempotencyKey(once)
	}
	accepted, response, err := request.Execute()
	if err == nil && accepted.EventId != "" {
		return got{response.StatusCode, "event"}
	}
	var refusal *storefront.GenericOpenAPIError
	if errors.As(err, &refusal) {
		if problem, ok := refusal.Model().(storefront.Problem); ok && int(problem.Status) == response.StatusCode {
			return got{response.StatusCode, problem.Type}
		}
	}
	return got{0, fmt.Sprint(err)}
}

func main() {
	configuration := storefront.NewConfiguration()
	configuration.Servers = storefront.ServerConfigurations{{URL: os.Getenv("API_URL")}}
	api, key, once := storefront.NewAPIClient(configuration), os.Getenv("API_KEY"), rand.Text()
	calls := []got{
		call(api, key, "organic_food", once),
		call(api, key, "books", once),
		call(api, key, "", ""),
		call(api, "", "organic_food", ""),
	}
	printed, _ := json.Marshal(calls)
	fmt.Println(string(printed))
}
