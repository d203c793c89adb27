"""What npm's and Helm's manifests say."""

import pytest

from tests.projects.manifests.said import needs, problems, read


class TestPackageJson:
    TEXT = """\
{
\t"name": "@JupyterHub/binderhub-client",
\t"description": "\\u0022dependencies\\u0022: {",
\t"dependencies": {
\t\t"configurable-http-proxy": "^5.0.0", "event-source-polyfill":
\t\t\t"1.0.31",
\t\t"mine": "npm:@jupyterhub/other@~2.1",
\t\t"bare": "npm:@jupyterhub/bare",
\t\t"local": "file:../local",
\t\t"odd": 5,
\t\t"not a name": "1"
\t},
\t"peerDependencies": {"react": ">=17"},
\t"devDependencies": {
\t\t"webpack": "^5"
\t}
}
"""

    def test_of_a_package(self) -> None:
        assert read({"package.json": self.TEXT}).names == (
            ("npm", "@jupyterhub/binderhub-client"),
        )
        assert needs("package.json", self.TEXT) == [
            "5 configurable-http-proxy ^5.0.0",
            "5 event-source-polyfill 1.0.31",
            "7 @jupyterhub/other ~2.1",
            "8 @jupyterhub/bare",
            "9 local file:../local",
            "13 react >=17",
            "15 webpack ^5 ?",
        ]

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "is no JSON at line 1"),
            ('{\n"a": }', "is no JSON at line 2"),
            ("[]", "holds no object"),
            ("[" * 100_000, "is no JSON that can be read"),
            ("9" * 5000, "is no JSON that can be read"),
            ('{"a":' * 30 + "1" + "}" * 30, "is nested too deep"),
        ],
    )
    def test_that_is_none_is_a_problem(self, text: str, why: str) -> None:
        assert problems("package.json", text) == [why]

    @pytest.mark.parametrize(
        "text",
        ["{}", '{"name": 5, "dependencies": []}', '{"name": "a/b"}', '{"name": null}'],
    )
    def test_of_wrong_kinds_says_nothing(self, text: str) -> None:
        said = read({"package.json": text})
        assert (said.names, said.requirements, said.problems) == ((), (), ())


class TestChart:
    def test_and_the_charts_it_is_made_of(self) -> None:
        text = """\
apiVersion: v2
name: binderhub
version: 0.0.1-set.by.chartpress
dependencies:
  # the one that matters
  - name: jupyterhub
    # tested with it
    version: "4.2.0"
    repository: https://jupyterhub.github.io/helm-chart
  - {name: traefik, version: 41.1}
  - name: anything
  - just text
"""
        assert read({"x/Chart.yaml": text}).names == (("chart", "binderhub"),)
        assert needs("x/Chart.yaml", text) == [
            "8 jupyterhub 4.2.0",
            "10 traefik 41.1",
            "11 anything",
        ]

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "name: [a]\ndependencies: {a: b}", "name: a b", "dependencies: 5"],
    )
    def test_of_wrong_kinds_says_nothing(self, text: str) -> None:
        said = read({"Chart.yaml": text})
        assert (said.names, said.requirements, said.problems) == ((), (), ())

    def test_that_is_a_template_is_a_problem(self) -> None:
        text = "name: a\nversion: {{ .Values.version }}\n"
        assert problems("Chart.yaml", text) == ["is no YAML that can be read, line 2"]


class TestValues:
    def test_name_images_in_two_ways(self) -> None:
        text = """\
hub:
  image:
    name: images.example/jupyterhub/k8s-hub
    tag: "4.2.0"
  other: {image: images.example/Owner/Name}
chp:
  image:
    registry: images.example
    repository: jupyterhub/configurable-http-proxy
    pullPolicy:
    tag: 4.6.3 # pinned
config:
  BinderHub:
    build_image: images.example/jupyterhub/repo2docker:2024.07.0
repo2dockerImage: jupyter/repo2docker@sha256:0123
  # ^ by digest
initContainers:
  - name: tc-init
    image: minrk/tc-init:0.0.4@sha256:0123
extraImages: [localhost:5000/a/b:1, c]
beside:
  image: a/b
  tag:
"""
        assert needs("values.yaml", text) == [
            "4 images.example/jupyterhub/k8s-hub 4.2.0",
            "5 images.example/owner/name",
            "11 images.example/jupyterhub/configurable-http-proxy 4.6.3",
            "14 images.example/jupyterhub/repo2docker 2024.07.0",
            "15 jupyter/repo2docker @sha256:0123",
            "19 minrk/tc-init 0.0.4@sha256:0123",
            "20 c",
            "20 localhost:5000/a/b 1",
            "23 a/b",
        ]

    def test_name_none_elsewhere(self) -> None:
        text = """\
cors: &cors
  allowOrigin: "*"
hub:
  cors: *cors
  name: a/b
  config: |
    image: a/b:1
  image: "{{ .Values.image }}"
tags: {name: a/b}
ingress: {name: not an image, tag: 1.0}
wrong: {name: a/b, tag: [1]}
"""
        assert needs("values.yaml", text) == ["11 a/b"]  # without a version
        assert problems("values.yaml", text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "a: {{ b }}",
            "a: !!python/object:os.system x",
            "a: 1\n---\nb: 2",
            "a: [" * 3000,
            "a0: &a0 [x]\n"
            + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
            "a: \ud800",
            "a: *nowhere",
        ],
    )
    def test_that_is_none_is_a_problem(self, text: str) -> None:
        [why] = problems("values.yaml", text)
        assert why.startswith("is no YAML that can be read, line ")
