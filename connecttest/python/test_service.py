"""Holds the local service to botocore and to the AWS command line: it is sent what these
send, and its answers are read as they read them.

Each sample in ../testdata says which records it finds. A test in Go has found that out
from the query and the records, without the service.
"""

import copy
import datetime
import json
import math
import os
import subprocess
import sys
import unittest

import botocore
import botocore.exceptions
from botocore import xform_name

from service import MODELS, SAMPLES, TESTDATA, Service, operation

INSTANCE = "12345678-1234-1234-1234-123456789012"
ASSISTANT = "87654321-4321-4321-4321-210987654321"
UNKNOWN = "00000000-0000-0000-0000-000000000000"
SIZES = [1, 7, 100]  # of pages


def plain(value):
    """Returns what botocore has read with its times in seconds, as the protocol has them."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.timestamp() if isinstance(value, datetime.datetime) else value


def leaves(value):
    """Yields all values that are no objects and no lists."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if inner is None:
        yield value
    else:
        for one in inner:
            yield from leaves(one)


def conditions(value):
    """Yields the conditions on fields: the object that has one, and its name there."""
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, (dict, list)):
            yield from conditions(inner)
    if isinstance(value, dict):
        yield from ((value, name) for name in value if name.endswith("Condition") and name not in ("TagCondition", "AndCondition"))


def broken(condition):
    """Yields what a condition may not be."""
    if isinstance(condition, str):
        yield from ("NO_SUCH", 3, {}, "")
        return
    (kind,) = (name for name in condition if name.endswith("Type"))  # of comparison, or of match
    yield from ({**condition, kind: value} for value in ("LIKE", 3, ""))
    if "FieldName" in condition:
        yield from ({**condition, "FieldName": value} for value in ("noSuchField", ["name"]))


def list_of(name):
    """Returns the member of an answer that has the records."""
    members = operation(name)[1].output_shape.members
    (found,) = (member for member, shape in members.items() if shape.type_name == "list")
    return found


def limit_of(name):
    """Returns the member that says how long a page is, or None."""
    return next((m for m in operation(name)[1].input_shape.members if m == "MaxResults"), None)


def required(name):
    """Returns the members that are required of a search or a list."""
    others = {"ListContactEvaluations": {"ContactId": "x"}, "ListHoursOfOperationOverrides": {"HoursOfOperationId": "h"}}
    return {"InstanceId": INSTANCE, **others.get(name, {})}


def status_of(name, code):
    """Returns the HTTP status of an error, as the model has it."""
    (shape,) = (shape for shape in operation(name)[1].error_shapes if shape.name == code)
    return shape.metadata["error"]["httpStatusCode"]


def lister(search):
    """Returns the List operation of what a search finds, or None."""
    name = search.replace("Search", "List", 1)
    return name if name in MODELS["connect"].operation_names else None


class ServiceTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.service = Service("--all-field-names")
        cls.connect = cls.service.client("connect")
        cls.lax = cls.service.client("connect", parameter_validation=False)
        cls.qconnect = cls.service.client("qconnect")
        cls.records = json.loads((TESTDATA / "records.json").read_text(encoding="utf-8"))
        cls.samples = SAMPLES
        cls.searches = sorted({s["operation"] for s in cls.samples if s["operation"].startswith("Search")})
        cls.paginated = set()  # operations for which botocore has a paginator
        cls.lists = [name for name in map(lister, cls.searches) if name]

    @classmethod
    def tearDownClass(cls):
        status = cls.service.close()
        if status != 0:
            raise AssertionError(f"the service has ended with status {status}")

    def pages(self, name, params, size):
        """Yields the pages of an operation, by botocore's paginator if it has one."""
        method = xform_name(name)
        limit = limit_of(name)
        if self.connect.can_paginate(method):
            self.paginated.add(name)
            config = {"PageSize": size} if limit else {}
            yield from self.connect.get_paginator(method).paginate(**params, PaginationConfig=config)
            return
        if limit:
            params = {**params, limit: size}
        while True:
            page = getattr(self.connect, method)(**params)
            yield page
            if not page.get("NextToken"):
                return
            params = {**params, "NextToken": page["NextToken"]}

    def read(self, name, params, size):
        """Returns what is on all pages."""
        found, lengths = [], []
        for page in self.pages(name, params, size):
            lengths.append(len(page[list_of(name)]))
            found += page[list_of(name)]
            total = page.get("ApproximateTotalCount")
        if name.startswith("Search"):
            self.assertEqual(total, len(found))
        if limit_of(name):
            self.assertEqual(len(lengths), max(1, math.ceil(len(found) / size)))
            self.assertTrue(all(n == size for n in lengths[:-1]), lengths)
        return plain(found)

    def test_searches(self):
        total = some = 0
        for i, sample in enumerate(s for s in self.samples if s["operation"].startswith("Search")):
            name = sample["operation"]
            records = self.records[list_of(name)]
            want = [records[k] for k in sample["finds"]]
            for size in SIZES if sample["query"] == "" else [SIZES[i % len(SIZES)]]:
                with self.subTest(operation=name, query=sample["query"], size=size):
                    self.assertEqual(self.read(name, sample["body"], size), want)
            total += 1
            some += 0 < len(want) < len(records)
        print(f"botocore {botocore.__version__}: {some} of {total} searches find some records but not all")
        self.assertGreater(some, 700)
        lacking = {name for name in self.searches if name not in self.paginated}
        self.assertEqual(
            lacking, {"SearchContactEvaluations", "SearchEmailAddresses", "SearchEvaluationForms", "SearchNotifications"}
        )  # of paginators

    def test_lists(self):
        lacking = {name for name in self.searches if not lister(name)}
        self.assertEqual(lacking, {"SearchEmailAddresses", "SearchWorkspaceAssociations"})
        asked = found_some = 0
        for name in self.lists:
            records = self.records[list_of(name.replace("List", "Search", 1))]
            params = required(name)
            if name == "ListContactEvaluations":
                records = [r for r in records if r["Metadata"].get("ContactId") == "x"]
            if name == "ListHoursOfOperationOverrides":
                records = [r for r in records if r["HoursOfOperationId"] == "h"]
            self.assertGreater(len(records), 1)
            for size in SIZES:
                with self.subTest(operation=name, size=size):
                    summaries = self.read(name, params, size)
                    self.assertEqual(len(summaries), len(records))
                    for summary, record in zip(summaries, records):
                        self.summarizes(operation(name)[1].output_shape.members[list_of(name)].member, summary, record)

            # Each parameter of an enum finds the summaries that have the value.
            for member, shape in operation(name)[1].input_shape.members.items():
                enum = shape.member.enum if shape.type_name == "list" else getattr(shape, "enum", None)
                for value in enum or []:
                    with self.subTest(operation=name, parameter=member, value=value):
                        given = [value] if shape.type_name == "list" else value
                        found = self.read(name, {**params, member: given}, 7)
                        self.assertEqual(found, [s for s in summaries if value in leaves(s)])
                        asked += 1
                        found_some += 0 < len(found) < len(summaries)
        print(f"botocore {botocore.__version__}: {found_some} of {asked} parameters of lists find some records but not all")
        self.assertGreater(found_some, 20)

    def summarizes(self, shape, summary, record):
        """Checks that a summary has what the record has of its members, with their values."""
        values = list(leaves(record))
        for value in leaves(summary):
            self.assertIn(value, values + ["STANDARD"])  # what a queue is
        for member in shape.members:
            if member in record:
                self.assertEqual(summary[member], record[member])
        self.assertGreater(len(summary), 1)

    def fails(self, client, name, params, code="InvalidParameterException"):
        """Checks that there is an exception that the model of the operation has."""
        names = [shape.name for shape in operation(name)[1].error_shapes]
        if name == "ListRules" and code == "InvalidParameterException":
            code = "InvalidRequestException"  # it has no other
        self.assertIn(code, names, name)
        with self.assertRaises(getattr(client.exceptions, code), msg=f"{name} {params}") as raised:
            getattr(client, xform_name(name))(**params)
        response = raised.exception.response
        self.assertEqual(response["Error"]["Code"], code)
        self.assertTrue(response["Error"]["Message"])
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], status_of(name, code))

    def test_errors(self):
        count = 0
        criteria = {s["operation"]: s["body"]["SearchCriteria"] for s in self.samples if "SearchCriteria" in s["body"]}
        for name in self.searches + self.lists:
            params, limit, method = required(name), limit_of(name), getattr(self.connect, xform_name(name))
            changes = [
                ({"NextToken": "nonsense"}, "InvalidParameterException"),
                ({"InstanceId": UNKNOWN}, "ResourceNotFoundException"),
            ]
            if limit:
                changes += [({limit: 1001}, "InvalidParameterException"), ({limit: 0}, "InvalidParameterException")]
            if name in self.searches:
                token = method(**params, **{limit: 1})["NextToken"]
                changes.append(({"NextToken": token, "SearchCriteria": criteria[name]}, "InvalidParameterException"))
            for change, code in changes:
                with self.subTest(operation=name, change=change):
                    self.fails(self.lax, name, {**params, **change}, code)
                    count += 1

        # What is wrong with a condition, of each kind in each search.
        seen = set()
        for sample in self.samples:
            name, body = sample["operation"], copy.deepcopy(sample["body"])
            for holder, member in list(conditions(body)) if name in self.searches else []:
                if (name, member) in seen:
                    continue
                seen.add((name, member))
                right = holder[member]
                for wrong in broken(right):
                    holder[member] = wrong
                    with self.subTest(operation=name, member=member, wrong=wrong):
                        self.fails(self.lax, name, body)
                        count += 1
                holder[member] = right
        print(f"botocore {botocore.__version__}: {count} errors, some of {len(seen)} conditions")
        self.assertGreater(count, 380)

        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            self.connect.list_phone_numbers(InstanceId=INSTANCE)
        self.assertEqual(raised.exception.response["Error"]["Code"], "UnknownOperationException")

    def test_field_names(self):
        """Searches without the flag, by which some FieldNames are refused."""
        service = Service()
        try:
            client, refused = service.client("connect"), 0
            for sample in self.samples:
                if not sample["operation"].startswith("Search"):
                    continue
                try:
                    found = getattr(client, xform_name(sample["operation"]))(**sample["body"])
                    self.assertEqual(found["ApproximateTotalCount"], len(sample["finds"]))
                except client.exceptions.InvalidParameterException:
                    refused += 1
        finally:
            self.assertEqual(service.close(), 0)
        self.assertGreater(refused, 50)

    def test_retrieve(self):
        total = 0
        for sample in self.samples:
            if sample["operation"] != "Retrieve":
                continue
            with self.subTest(query=sample["query"]):
                found = self.qconnect.retrieve(**sample["path"], **sample["body"])["results"]
                want = [{k: v for k, v in self.records["results"][i].items() if k != "tags"} for i in sample["finds"]]
                self.assertEqual(found, want)
                self.assertTrue(0 < len(found) < len(self.records["results"]))
                body = copy.deepcopy(sample["body"])
                body["retrievalConfiguration"]["numberOfResults"] = 1
                self.assertEqual(self.qconnect.retrieve(**sample["path"], **body)["results"], want[:1])
                total += 1
        self.assertGreater(total, 10)
        lax = self.service.client("qconnect", parameter_validation=False)
        params = {"assistantId": ASSISTANT, **body}
        params["retrievalConfiguration"]["filter"] = {"equals": {"key": "a", "value": "1"}, "in": {"key": "a", "value": ["1"]}}
        self.fails(lax, "Retrieve", params, "ValidationException")
        del params["retrievalConfiguration"]["filter"]
        self.fails(lax, "Retrieve", {**params, "assistantId": UNKNOWN}, "ResourceNotFoundException")

    def test_sessions(self):
        q = self.qconnect
        created = None
        count = 0
        for sample in self.samples:
            if sample["operation"] not in ("CreateSession", "UpdateSession"):
                continue
            body = {k: v for k, v in sample["body"].items() if k != "clientToken"}  # botocore makes one
            if sample["operation"] == "CreateSession":
                session = created = q.create_session(assistantId=ASSISTANT, **body)["session"]
            else:
                session = q.update_session(assistantId=ASSISTANT, sessionId=created["sessionId"], **body)["session"]
            self.assertEqual(session["tagFilter"], body["tagFilter"])
            session = q.get_session(assistantId=ASSISTANT, sessionId=created["sessionId"])["session"]
            self.assertEqual(session["tagFilter"], body["tagFilter"])
            self.assertEqual(session["sessionArn"], created["sessionArn"])
            self.assertEqual(session["name"], "s")
            count += 1
        self.assertGreater(count, 15)

        once = {"assistantId": ASSISTANT, "name": "s", "clientToken": "once"}
        first = q.create_session(**once)["session"]
        self.assertEqual(q.create_session(**once)["session"], first)
        self.fails(q, "CreateSession", {**once, "name": "t"}, "ConflictException")
        self.fails(q, "GetSession", {"assistantId": ASSISTANT, "sessionId": UNKNOWN}, "ResourceNotFoundException")
        self.fails(q, "UpdateSession", {"assistantId": UNKNOWN, "sessionId": first["sessionId"]}, "ResourceNotFoundException")
        lax = self.service.client("qconnect", parameter_validation=False)
        for wrong in ({"tagCondition": {"value": "x"}}, {"tagCondition": {"key": 3}}, {"andConditions": []}, {}):
            self.fails(lax, "CreateSession", {"assistantId": ASSISTANT, "name": "s", "tagFilter": wrong}, "ValidationException")

    def test_command_line(self):
        def aws(*args, status=0):
            done = subprocess.run(
                [sys.executable, "-m", "awscli", "connect", *args, "--instance-id", INSTANCE, "--output", "json"],
                env={
                    **os.environ,
                    "AWS_ENDPOINT_URL": self.service.endpoint,
                    "AWS_DEFAULT_REGION": "us-east-1",
                    "AWS_ACCESS_KEY_ID": "local",
                    "AWS_SECRET_ACCESS_KEY": "local",
                    "AWS_CONFIG_FILE": os.devnull,
                    "AWS_MAX_ATTEMPTS": "1",
                },
                capture_output=True, text=True, encoding="utf-8", check=False,
            )
            self.assertEqual(done.returncode, status, done.stderr)
            return json.loads(done.stdout) if status == 0 else done.stderr

        self.assertEqual(aws("search-queues", "--page-size", "7")["Queues"], self.records["Queues"])
        self.assertEqual(
            [user["Username"] for user in aws("list-users", "--page-size", "7")["UserSummaryList"]],
            [user["Username"] for user in self.records["Users"]],
        )
        sample = next(s for s in self.samples if s["target"] == "users" and s["query"] == "tag:a = 1 or tag:b = 2")
        found = aws("search-users", "--search-filter", json.dumps(sample["body"]["SearchFilter"]))["Users"]
        self.assertEqual(found, [self.records["Users"][i] for i in sample["finds"]])
        self.assertTrue(0 < len(found) < len(self.records["Users"]))
        self.assertIn("InvalidParameterException", aws("search-users", "--starting-token", "nonsense", status=255))


if __name__ == "__main__":
    unittest.main()
