"""Holds the requests in ../testdata to the models of botocore, on which boto3 stands.

Each is validated, as a client does before it sends it, and by what else its shape says:
botocore itself does not look at enums, patterns and the most of a length. Then it is
serialized, and what would be sent must be what was made.
"""

import copy
import json
import re
import unittest

import botocore.serialize
import botocore.validate

from service import ALL_SAMPLES, LACKING, MODELS, SAMPLES, operation


def problems(name, params):
    """Returns what is wrong with an operation's members, as a list of texts."""
    _, op = operation(name)
    report = botocore.validate.ParamValidator().validate(params, op.input_shape)
    if report.has_errors():
        return [report.generate_report()]
    return list(constraints(op.input_shape, params, name))


def constraints(shape, value, place):
    """Yields what is wrong of what botocore does not validate."""
    if getattr(shape, "is_document_type", False):
        return  # any JSON
    if shape.type_name == "structure":
        for member, inner in value.items():
            yield from constraints(shape.members[member], inner, f"{place}.{member}")
        return
    if shape.type_name == "list":
        for i, inner in enumerate(value):
            yield from constraints(shape.member, inner, f"{place}[{i}]")
    elif shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            yield f"{place}: {value!r} is not in {shape.enum}"
        pattern = shape.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern, value):
            yield f"{place}: {value!r} does not match {pattern}"
    most = shape.metadata.get("max")
    if most is not None and (value if isinstance(value, (int, float)) else len(value)) > most:
        yield f"{place}: more than {most}"


def sent(name, params):
    """Returns the method and URL, and the body, of the call."""
    model, op = operation(name)
    serializer = botocore.serialize.create_serializer(model.protocol)
    request = serializer.serialize_to_request(params, op)
    return request["method"] + " " + request["url_path"], json.loads(request["body"])


class Requests(unittest.TestCase):
    def test_requests(self):
        counts = {}
        for sample in SAMPLES:
            name, path, body = sample["operation"], sample.get("path", {}), sample["body"]
            with self.subTest(target=sample["target"], operation=name, query=sample["query"]):
                params = {**path, **body}
                self.assertEqual(problems(name, params), [])
                url, arrives = sent(name, params)
                self.assertEqual(arrives, body)
                if name.startswith("Search"):
                    self.assertEqual(url, "POST /search-" + sample["target"])
            counts[name] = counts.get(name, 0) + 1
        print(f"botocore {botocore.__version__}: {sum(counts.values())} requests of {len(counts)} operations")
        known = {name for model in MODELS.values() for name in model.operation_names}
        self.assertEqual({sample["operation"] for sample in ALL_SAMPLES} - known, LACKING)
        self.assertEqual(
            {name for name in counts if not name.startswith("Search")},
            {"CreateSession", "UpdateSession", "CreateAIAgent", "UpdateAIAgent", "Retrieve"},
        )
        self.assertGreater(min(counts.values()), 3)

    def test_problems(self):
        """Breaks one request of each kind in the ways that the test above is to find."""
        instance = "12345678-1234-1234-1234-123456789012"
        condition = {"FieldName": "Username", "Value": "x", "ComparisonType": "EXACT"}
        search = {"InstanceId": instance, "SearchCriteria": {"AndConditions": [{"StringCondition": condition}]}}
        tag = {"key": "a", "value": "1"}
        session = {"assistantId": instance, "name": "s", "tagFilter": {"tagCondition": tag}}
        self.assertEqual(problems("SearchUsers", search), [])
        self.assertEqual(problems("CreateSession", session), [])

        for change in (
            lambda r: r.pop("InstanceId"),
            lambda r: r.update(Filter={}),
            lambda r: r.update(InstanceId="x" * 101),
            lambda r: r["SearchCriteria"].update(StatusCondition="SAVED"),
            lambda r: r["SearchCriteria"].update(AndConditions={}),
            lambda r: r["SearchCriteria"]["AndConditions"][0]["StringCondition"].update(ComparisonType="EQUAL"),
            lambda r: r["SearchCriteria"]["AndConditions"][0]["StringCondition"].update(Value=3),
        ):
            self.broken("SearchUsers", search, change)
        for change in (
            lambda r: r["tagFilter"].clear(),
            lambda r: r["tagFilter"].update(andConditions=[tag]),
            lambda r: r["tagFilter"]["tagCondition"].pop("key"),
            lambda r: r["tagFilter"]["tagCondition"].update(key="aws:x"),
            lambda r: r["tagFilter"]["tagCondition"].update(value=""),
            lambda r: r["tagFilter"]["tagCondition"].update(value="x" * 257),
            lambda r: r.update(tagFilter={"orConditions": [[tag]]}),
        ):
            self.broken("CreateSession", session, change)

    def broken(self, name, params, change):
        params = copy.deepcopy(params)
        change(params)
        self.assertNotEqual(problems(name, params), [], params)


if __name__ == "__main__":
    unittest.main()
