"""The plugs for GitHub, GitLab and pre-commit: their files are what those tools read, and their commands run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

DEMO = "graph/data/demo"
AS_OF = "2026-06-30"
WRONG = """\
@base <https://w3id.org/qualigraph/id/> .
@prefix qg: <https://w3id.org/qualigraph/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<demo/paqss-2025-2029/os1/obj1/action1>
    qg:startDate "2027-06"^^xsd:gYearMonth .
"""


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def bash(
    script: str, folder: Path, variables: Mapping[str, str], programs: Path = Path(sys.executable).parent
) -> subprocess.CompletedProcess[str]:
    """Run a script as the tools do, with ``qualigraph`` and ``python`` of this test's environment or another."""
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, **variables, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def plans(repository: Path, tmp_path: Path) -> Path:
    """A project that keeps the demonstration's files in ``my plans``."""
    folder = tmp_path / "my plans"
    folder.mkdir()
    for file in (repository / DEMO).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


class TestGitHub:
    def action(self, repository: Path) -> dict[str, Any]:
        action: dict[str, Any] = read(repository / "action.yml")
        return action

    def step(self, repository: Path, name: str) -> dict[str, Any]:
        (found,) = (step for step in self.action(repository)["runs"]["steps"] if step.get("name") == name)
        step: dict[str, Any] = found
        return step

    def check(self, repository: Path, folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
        """Run the step that checks, with the inputs' defaults where nothing is given."""
        inputs = {name: str(each["default"]) for name, each in self.action(repository)["inputs"].items()}
        assert set(given) <= set(inputs)
        step = self.step(repository, "Check")
        variables = {
            variable: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda match: (inputs | given)[match[1]], value)
            for variable, value in step["env"].items()
        }
        files = {name: str(folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        return bash(step["run"], folder, variables | files)

    def test_it_is_a_composite_action_whose_steps_say_their_shell(self, repository: Path) -> None:
        action = self.action(repository)

        assert action["runs"]["using"] == "composite"
        assert {"name", "description", "inputs", "outputs", "runs"} <= set(action)
        for step in action["runs"]["steps"]:
            assert ("uses" in step) != ("run" in step)
            assert "run" not in step or step["shell"] == "bash"
            # An input in a script would be run as shell, whatever it says.
            assert "${{" not in step.get("run", "")

    def test_every_input_is_used_and_described_and_every_one_used_is_declared(self, repository: Path) -> None:
        text = (repository / "action.yml").read_text(encoding="utf-8")
        inputs = self.action(repository)["inputs"]
        page = (repository / "docs" / "plugs.md").read_text(encoding="utf-8")

        assert set(re.findall(r"inputs\.([a-z-]+)", text)) == set(inputs)
        assert all(
            each["description"] and "default" in each and f"| `{name}` |" in page for name, each in inputs.items()
        )

    def test_findings_are_annotated_summed_up_and_logged(self, repository: Path, plans: Path) -> None:
        (plans / "wrong.ttl").write_text(WRONG, encoding="utf-8")

        done = self.check(repository, plans.parent, **{"paths": "my plans\n", "as-of": AS_OF})

        assert (done.returncode, done.stderr) == (1, "")
        assert "::error file=my plans/wrong.ttl,line=5,title=ACT-007" in done.stdout
        assert "::warning file=my plans/paqss-2025-2029.ttl,line=" in done.stdout
        summary = (plans.parent / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")
        assert "ACT-007" in summary and "1 accepté" in summary
        assert (plans.parent / "GITHUB_OUTPUT").read_text(encoding="utf-8") == "sarif=qualigraph.sarif\n"
        log = json.loads((plans.parent / "qualigraph.sarif").read_text(encoding="utf-8"))
        results = {result["ruleId"]: result for result in log["runs"][0]["results"]}
        place = results["ACT-007"]["locations"][0]["physicalLocation"]
        assert place == {"artifactLocation": {"uri": "my%20plans/wrong.ttl"}, "region": {"startLine": 5}}

    def test_a_plan_without_errors_passes_and_inputs_are_never_read_as_shell(
        self, repository: Path, plans: Path
    ) -> None:
        given = {"paths": "my plans", "as-of": AS_OF, "lang": "en", "arguments": "--plan\n$(touch broken)"}

        assert self.check(repository, plans.parent, **{"paths": "my plans", "as-of": AS_OF}).returncode == 0
        assert self.check(repository, plans.parent, **given).returncode == 2
        assert not (plans.parent / "broken").exists()

    def test_fail_on_and_own_shapes_are_handed_over(self, repository: Path, plans: Path) -> None:
        shapes = plans.parent / "own.ttl"
        shapes.write_text(
            "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix qg: <https://w3id.org/qualigraph/ns#> .\n"
            "qg:S a sh:NodeShape ; sh:targetClass qg:Action ; sh:property [ sh:path qg:priority ; sh:minCount 1 ] .\n",
            encoding="utf-8",
        )

        strict = self.check(repository, plans.parent, **{"paths": "my plans", "as-of": AS_OF, "fail-on": "warning"})
        own = self.check(repository, plans.parent, **{"paths": "my plans", "shapes": "own.ttl", "fail-on": "never"})

        assert (strict.returncode, own.returncode) == (1, 0)
        assert own.stdout.count("::error file=my plans/paqss-2025-2029.ttl") == 12


class TestGitLab:
    def job(self, repository: Path, **given: str) -> tuple[dict[str, Any], dict[str, str]]:
        template = read(repository / "docs" / "plugs" / "gitlab-ci.yml")
        return template["qualigraph-check"], {name: str(value) for name, value in template["variables"].items()} | given

    def test_its_command_writes_the_reports_that_gitlab_collects(self, repository: Path, plans: Path) -> None:
        (plans.rename(plans.parent / "plans") / "wrong.ttl").write_text(WRONG, encoding="utf-8")
        job, variables = self.job(repository, QUALIGRAPH_PATHS="plans", QUALIGRAPH_ARGUMENTS=f"--as-of {AS_OF}")

        (script,) = job["script"]
        done = bash(script, plans.parent, variables)

        assert (done.returncode, done.stderr) == (1, "")
        assert job["artifacts"]["when"] == "always"
        reports = job["artifacts"]["reports"]
        entries = json.loads((plans.parent / reports["codequality"]).read_text(encoding="utf-8"))
        assert {"path": "plans/wrong.ttl", "lines": {"begin": 5}} in [entry["location"] for entry in entries]
        assert len({entry["fingerprint"] for entry in entries}) == len(entries)
        tests = ElementTree.fromstring((plans.parent / reports["junit"]).read_text(encoding="utf-8"))
        assert any(
            "ACT-007" in (case.get("name") or "") + (case.get("classname") or "") for case in tests.iter("testcase")
        )
        for page in job["artifacts"]["paths"]:
            assert (plans.parent / page).read_text(encoding="utf-8").lower().startswith("<!doctype html>")

    def test_the_defaults_check_the_whole_project(self, repository: Path, plans: Path) -> None:
        job, variables = self.job(repository, QUALIGRAPH_ARGUMENTS=f"--as-of {AS_OF}")

        done = bash(job["script"][0], plans.parent, variables)

        assert done.returncode == 0, done.stdout + done.stderr
        assert "ACT-009" in done.stdout


def test_the_commands_that_install_install_what_checks(repository: Path, plans: Path) -> None:
    clean = plans.parent / "environment"
    venv.create(clean, with_pip=True)
    job, variables = TestGitLab().job(repository, QUALIGRAPH_PACKAGE=str(repository))

    for script, given in (
        (TestGitHub().step(repository, "Install qualigraph")["run"], {"ACTION": str(repository)}),
        (job["before_script"][0], variables),
    ):
        done = bash(script, plans.parent, given, clean / "bin")
        assert done.returncode == 0, done.stderr

    done = bash(f"qualigraph check 'my plans' --as-of {AS_OF}", plans.parent, {}, clean / "bin")
    assert done.returncode == 0, done.stdout + done.stderr


class TestPreCommit:
    def hook(self, repository: Path, name: str) -> dict[str, Any]:
        (found,) = (hook for hook in read(repository / ".pre-commit-hooks.yaml") if hook["id"] == name)
        hook: dict[str, Any] = found
        return hook

    def run(self, hook: dict[str, Any], folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
        """Run a hook as pre-commit does: its entry, its arguments, then the changed files if it takes them."""
        named = files if hook.get("pass_filenames", True) else ()
        return bash(shlex.join([*shlex.split(hook["entry"]), *hook.get("args", []), *named]), folder, {})

    def test_check_finds_errors_in_the_whole_folder(self, repository: Path, plans: Path) -> None:
        hook = self.hook(repository, "qualigraph-check")
        assert self.run(hook, plans, "actors.ttl").returncode == 0

        (plans / "wrong.ttl").write_text(WRONG, encoding="utf-8")
        done = self.run(hook, plans, "actors.ttl")

        assert done.returncode == 1
        assert "wrong.ttl:5" in done.stdout

    def test_format_writes_the_changed_files(self, repository: Path, plans: Path) -> None:
        hook = self.hook(repository, "qualigraph-format")
        kept = (plans / "actors.ttl").read_bytes()
        (plans / "wrong.ttl").write_text(WRONG, encoding="utf-8")

        assert self.run(hook, plans, "actors.ttl", "wrong.ttl").returncode == 0
        assert (plans / "actors.ttl").read_bytes() == kept
        assert (plans / "wrong.ttl").read_text(encoding="utf-8") != WRONG

    @pytest.mark.parametrize(
        ("hook", "files", "others"),
        [
            ("qualigraph-check", ["a.ttl", "b/c.trig", "d.nq", "e.jsonld", "f.sssom.tsv"], ["a.ttl.md", "b.csv"]),
            ("qualigraph-format", ["a.ttl"], ["c.trig", "attl"]),
        ],
    )
    def test_it_runs_for_the_files_that_matter(
        self, repository: Path, hook: str, files: list[str], others: list[str]
    ) -> None:
        found = self.hook(repository, hook)

        assert found["language"] == "python"
        assert [file for file in files + others if re.search(found["files"], file)] == files


def test_the_page_shows_only_yaml_that_can_be_read_and_names_that_exist(repository: Path) -> None:
    page = (repository / "docs" / "plugs.md").read_text(encoding="utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    github, gitlab, pre_commit = blocks

    (step,) = (each for each in github["jobs"]["plans"]["steps"] if "qualigraph" in each["uses"])
    assert set(step["with"]) <= set(read(repository / "action.yml")["inputs"])
    assert (repository / gitlab["include"][0]["file"]).is_file()
    assert set(gitlab["variables"]) <= set(read(repository / "docs" / "plugs" / "gitlab-ci.yml")["variables"])
    hooks = {hook["id"] for hook in read(repository / ".pre-commit-hooks.yaml")}
    assert {hook["id"] for repo in pre_commit["repos"] for hook in repo["hooks"]} == hooks
