"""The local service, and the samples in ../testdata: requests, and the records that they find."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import botocore.config
import botocore.session

ROOT = pathlib.Path(__file__).parent.parent.parent
TESTDATA = ROOT / "connecttest" / "testdata"
SESSION = botocore.session.get_session()
MODELS = {name: SESSION.get_service_model(name) for name in ("connect", "qconnect")}


LACKING = set()  # the operations that botocore does not have

with (TESTDATA / "requests.jsonl").open(encoding="utf-8") as file:
    ALL_SAMPLES = [json.loads(line) for line in file]
SAMPLES = [sample for sample in ALL_SAMPLES if sample["operation"] not in LACKING]


def operation(name):
    """Returns the model of the service that has the operation, and that of the operation."""
    (model,) = (m for m in MODELS.values() if name in m.operation_names)
    return model, model.operation_model(name)


class Service:
    """Runs from the making of it to close. It has loaded the records."""

    def __init__(self, *flags):
        self.folder = tempfile.mkdtemp(prefix="searchfilter-")
        program = pathlib.Path(self.folder, "searchfilter")
        data = shutil.copy(TESTDATA / "records.json", self.folder)  # where changes are kept
        subprocess.run(["go", "build", "-o", program, "./cmd/searchfilter"], cwd=ROOT, check=True)
        self.process = subprocess.Popen(
            [program, "serve", "--addr", "127.0.0.1:0", "--data", data, *flags], stdout=subprocess.PIPE, text=True
        )
        self.endpoint = re.search(r"http://127\.0\.0\.1:\d+", self.process.stdout.readline()).group()

    def client(self, name, **config):
        return SESSION.create_client(
            name,
            region_name="us-east-1",
            endpoint_url=self.endpoint,
            aws_access_key_id="local",
            aws_secret_access_key="local",
            config=botocore.config.Config(retries={"max_attempts": 0}, **config),
        )

    def close(self):
        """Ends the service, and returns its exit status."""
        self.process.terminate()
        self.process.stdout.read()
        self.process.stdout.close()
        status = self.process.wait()
        shutil.rmtree(self.folder)
        return status
