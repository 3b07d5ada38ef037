#!/usr/bin/env bash
# Hypothesis with derandomize=True, in a process that has imported one module more.
#
# One would guess: derandomize=True tries the same examples in every run of an unchanged test, so a run on a build server
# fails only if the test or the code changed.
# What happens: besides at random, Hypothesis draws from the constants that it finds in the sources of all imported modules
# that are neither installed nor Python's own. So the examples of an unchanged test change with whatever else the process
# has imported: other tests of the same run, which differ by worker where a plugin spreads them over processes. A failure
# that one run meets, no other has to meet. The same process with the same imports does repeat itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --quiet --disable-pip-version-check hypothesis==6.170.15

cat >"$folder/unrelated.py" <<'PYTHON'
ARTICLES = (70001, 70002, 70003, 70004, 70005, "an article", "another article", "a third article")
PYTHON
cat >"$folder/property.py" <<'PYTHON'
import hashlib
import importlib
import sys

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

for name in sys.argv[1:]:
    importlib.import_module(name)
seen = []


@settings(derandomize=True, database=None, deadline=None, max_examples=500, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(st.integers(), st.text())))
def examples(values):
    seen.append(repr(values))


examples()
print(hashlib.sha256("\n".join(seen).encode()).hexdigest()[:12], any(str(7 * 10**4 + 3) in each for each in seen))
PYTHON

"$folder/venv/bin/pip" list --format=freeze --disable-pip-version-check | grep -i '^hypothesis'
run() { (cd "$folder" && "$folder/venv/bin/python" property.py "$@"); }
alone=$(run) again=$(run) more=$(run unrelated) more_again=$(run unrelated)
echo "alone:            $alone"
echo "alone, again:     $again"
echo "one module more:  $more"
echo "the same, again:  $more_again"
[ "$alone" = "$again" ] && [ "$more" = "$more_again" ] && [ "${alone% *}" != "${more% *}" ] &&
    [ "${alone#* } ${more#* }" = "False True" ] || { echo "The behaviour has changed." >&2; exit 1; }
