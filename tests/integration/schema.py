"""Validates YAML files (read as YAML 1.2) by a JSON Schema: schema.py SCHEMA FILE...

Prints `FILE: ok`, or `FILE: PLACE: what is wrong` with the innermost complaint; ends with 1 when any was wrong.
"""
import json
import sys

import jsonschema
import ruamel.yaml

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
reader = ruamel.yaml.YAML(typ="safe", pure=True)
bad = False
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        document = reader.load(file)
    error = jsonschema.exceptions.best_match(validator.iter_errors(document))
    if error is None:
        print(f"{path}: ok")
        continue
    bad = True
    print(f"{path}: {'/'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}")
sys.exit(bad)
