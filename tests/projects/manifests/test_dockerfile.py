"""What Dockerfiles build on and install, written as those of the team are."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.projects.manifests.said import needs, problems, read


class TestImages:
    def test_with_stages_and_arguments(self) -> None:
        text = """\
# FROM jupyterhub/jupyterhub:latest
ARG BASE_IMAGE=images.example/jupyterhub/jupyterhub
ARG TAG="5.4" FULL=${BASE_IMAGE}:$TAG
FROM --platform=${BUILDPLATFORM:-linux/amd64} python:3.12-slim AS builder
ARG TAG=9
RUN echo FROM a/b:1 \\
  # a comment, and an empty line

  && echo FROM c
FROM $FULL as Hub
from builder
FROM hub
FROM \\
  images.example/jupyterhub/docker-image-cleaner:1.0.0-beta.3
FROM images.example/jupyterhub/repo2docker:${R2D:-2024.07.0}
FROM images.example/jupyterhub/repo2docker:$UNKNOWN
FROM scratch
FROM {{ base }}
"""
        assert needs("images/hub/Dockerfile", text) == [
            "4 python 3.12-slim",
            "10 images.example/jupyterhub/jupyterhub 5.4",
            "14 images.example/jupyterhub/docker-image-cleaner 1.0.0-beta.3",
            "15 images.example/jupyterhub/repo2docker 2024.07.0",
        ]
        assert problems("images/hub/Dockerfile", text) == []

    @pytest.mark.parametrize(
        "text", ["", "FROM", "FROM \\", "ARG a=$a\nFROM $a", "FROM a b"]
    )
    def test_that_is_odd_is_no_problem(self, text: str) -> None:
        assert problems("Dockerfile", text) == []

    def test_for_development_does_not_count_at_run_time(self) -> None:
        assert needs("Dockerfile.dev", "FROM a/b:1") == ["1 a/b 1 ?"]


class TestRun:
    def test_of_a_hub(self) -> None:
        text = """\
ARG BASE=ubuntu:24.04
FROM --platform=${BUILDPLATFORM:-linux/amd64} $BASE AS builder
RUN apt-get update -qq \\
 && apt-get install -yqq --no-install-recommends \\
    python3-pip \\
 && python3 -m pip install --no-cache-dir --upgrade setuptools pip build
RUN npm install --global yarn
RUN --mount=type=cache,target=${PIP_CACHE_DIR} \\
    python3 -m pip wheel --wheel-dir wheelhouse dist/*.whl

FROM $BASE
ARG JUPYTERHUB_VERSION=5.4.*
RUN apt-get update -qq \\
 && locale-gen $LC_ALL \\
 && npm install -g configurable-http-proxy@^4.2.0 \\
 # clean the cache, which isn't needed
 && rm -rf /var/lib/apt/lists/* ~/.npm
RUN --mount=type=cache,from=builder,source=/src/wheelhouse,target=/tmp/wheelhouse \\
    # always the newest pip!
    python3 -m pip install --no-compile --upgrade pip \\
 && python3 -m pip install --no-compile --no-cache-dir /tmp/wheelhouse/*
RUN pip3 install --no-cache-dir \\
        -r /tmp/requirements.txt \\
        jupyterhub==${JUPYTERHUB_VERSION} \\
        # of the team

        "oauthenticator[googlegroups]<17" \\
        'jupyterhub-idle-culler >=1, <2'; \\
    pip3 --no-cache-dir install git+https://github.com/jupyterhub/kubespawner@v7.0.0
ARG PIP_TOOLS=
RUN test -z "$PIP_TOOLS" || pip install --no-cache pip-tools==$PIP_TOOLS
CMD ["pip", "install", "nothing"]
"""
        assert needs("images/hub/Dockerfile", text) == [
            "2 ubuntu 24.04",
            "6 setuptools",
            "6 pip",
            "6 build",
            "7 yarn",
            "11 ubuntu 24.04",
            "15 configurable-http-proxy ^4.2.0",
            "20 pip",
            "24 jupyterhub ==5.4.*",
            "27 oauthenticator <17",
            "28 jupyterhub-idle-culler >=1, <2",
            "29 jupyterhub/kubespawner v7.0.0",
        ]
        assert problems("images/hub/Dockerfile", text) == []

    @pytest.mark.parametrize(
        ("run", "meant"),
        [
            ("pip install a==1", ["2 a ==1"]),
            ("pip3.12 install a b", ["2 a", "2 b"]),
            ("/opt/hub/bin/pip install a", ["2 a"]),
            ("${HUB}/bin/python3 -m pip install a", ["2 a"]),
            ("python -I -m pip install a", ["2 a"]),
            ("sudo -E PIP_OPTIONS=x pip install a", ["2 a"]),
            ("DEBUG=1 pip install a", ["2 a"]),
            ("uv pip install --system --python 3.12 a", ["2 a"]),
            ("pip wheel -w /tmp a<2", ["2 a"]),  # the shell reads from a file called 2
            ("pip install 'a<2'>/dev/null 2>&1 b", ["2 a <2", "2 b"]),
            ("pip install -qU a", ["2 a"]),
            ("pip install -Ur a.txt b", ["2 b"]),
            ("pip install -ra.txt b", ["2 b"]),
            ("pip install -c a.txt -i c --target d e", ["2 e"]),
            ("pip install --find-links=https://a.b/c-url $OPTIONS -- e", ["2 e"]),
            ("pip install . ./a a/b dist/*.whl 'x[y]' .[z]", ["2 x"]),
            ("pip install -e . -e ./a -e git+https://a.b/c/d@1.0", ["2 c/d 1.0"]),
            (
                "pip install 'a==1; python_version<\"3\"'",
                ['2 a ==1 ; python_version<"3"'],
            ),
            ("pip install a # b", ["2 a"]),
            ("pip install a#b c", ["2 c"]),
            ("pip install \\\n  a\\\n==\\\n1", ["3 a ==1"]),
            ("npm i -g a@~1.2 @b/c@1 d", ["2 a ~1.2", "2 @b/c 1", "2 d"]),
            ("npm --global install --registry https://a.b a@latest", ["2 a latest"]),
            ("npm install -g a@npm:b@^2", ["2 b ^2"]),
            ("npm install -g ./a git+https://a.b/c.git d/e https://a.b/c.zip", []),
            ("(cd a && pip install b); { npm install c; }", ["2 b", "2 c"]),
            ("true|pip install a&npm install b", ["2 a", "2 b"]),
            ('["pip", "install", \\\n "a>=1",\\\n "b <2"]', ["3 a >=1", "4 b <2"]),
            ('["pip", "install", "a\\u003d=1", "b", "c==$A"]', ["2 a ==1", "2 b"]),
        ],
    )
    def test_is_understood(self, run: str, meant: list[str]) -> None:
        text = f"FROM scratch\nRUN {run}\n"
        assert needs("Dockerfile", text) == meant
        assert problems("Dockerfile", text) == []

    @pytest.mark.parametrize(
        "run",
        [
            "pip uninstall a", "pip download a", "pip", "pip install", "python -m build a",
            "apt-get install pip a", "echo pip install a", "echo 'x && pip install a'",
            'echo "&& pip install a"', "echo x\\;pip install a", "npm ci", "npm install",
            "npm uninstall a", "# pip install a", "pip install $A", "pip install a==$A",
            "pip install a==${A%.*}", "pip install a==$(cat b) $(echo c d)",
            "pip install `echo a b`", 'pip install "a==$(echo ")" b)"', "pip install 'a",
            'pip install "a', "pip install $(a", "pip install *",
            '["pip", "install", "a",]', '["sh", "-c", "pip install a"]', '["pip", "install", 1]',
            '[["pip", "install", "a"]]', '["pip install a"]', "[" * 9999, "conda install a=1", "mamba install --yes 'a>=1'",
            "pip install 'a b' a=1", "x && \\", "pip install git+https://$A@a.b/c/d@1.0",
        ],
    )  # fmt: skip
    def test_that_says_nothing_is_no_problem(self, run: str) -> None:
        text = f"FROM scratch\nRUN {run}\n"
        assert needs("Dockerfile", text) == []
        assert problems("Dockerfile", text) == []

    @pytest.mark.parametrize(
        ("run", "meant"),
        [
            (
                'if [ "$A" = b ]; then pip install a==1; else pip install a; fi && npm i c',
                ["2 a ==1 ; if", "2 a ; if", "2 c"],
            ),
            ("case $A in b) pip install a ;; *) npm i c;; esac; npm i d",
             ["2 a ; case", "2 c ; case", "2 d"]),
            ("test -z x || pip install a && pip install b", ["2 a ; ||", "2 b"]),
            ("x || (pip install a; npm i b); npm i c", ["2 a ; ||", "2 b ; ||", "2 c"]),
            ("x || { pip install 'a; b>1'; } && npm i c", ["2 a ; b>1 and ||", "2 c"]),
            ("for A in 1 2; do pip install a b==$A; done", ["2 a"]),
            ("until pip install a; do sleep 1; done", ["2 a"]),
            ("set -x; ! pip install a", ["2 a"]),
            ('[ "$A" = b ] && pip install a==1 && npm i b || pip install a; npm i c',
             ["2 a ==1 ; &&", "2 b ; &&", "2 a ; ||", "2 c"]),
            ("V=1; test -f x && V=2; pip install a==$V b==${V:-3}", []),
            ("for V in 1 2; do pip install a==${V:-3}; done", []),
        ],
    )  # fmt: skip
    def test_may_be_under_a_condition(self, run: str, meant: list[str]) -> None:
        assert needs("Dockerfile", f"FROM scratch\nRUN {run}") == meant

    def test_knows_what_arg_and_env_say(self) -> None:
        text = """\
ARG ALL=1 HUB="5.4" OTHER
FROM scratch AS base
RUN pip install a1==$ALL
ARG ALL HUB OTHER
ENV ENV=2 OLD=$ENV FULL="jupyterhub == ${HUB}" WORDS='a b'
ENV LEGACY 3
ARG ENV=4 SPECIFIER=>=1,<2
RUN pip install a2==$ALL a3==$OTHER a4==$OLD "$FULL" "a5==$ENV" a6==$LEGACY $WORDS
RUN pip install "a7$SPECIFIER" a8==${NONE:-5} a9==${NONE-6} b1==${OTHER:-7}
RUN V=8 && export W="$V.1" U=$NONE; pip install b2==$V b3==$W b4==$U b5=='$V' b6==\\$V
FROM base
RUN pip install b7==$HUB b8==$ENV b9==$V
ENV ENV=${NONE}
RUN pip install c1==$ENV
FROM scratch
RUN pip install c2==$HUB
ARG HUB=6
RUN pip install c3==$HUB
FROM base:$HUB
"""
        assert needs("Dockerfile", text) == [
            "8 a2 ==1",
            "8 jupyterhub == 5.4",
            "8 a5 ==2",
            "8 a6 ==3",
            "9 a7 >=1,<2",
            "9 a8 ==5",
            "9 a9 ==6",
            "9 b1 ==7",
            "10 b2 ==8",
            "10 b3 ==8.1",
            "12 b7 ==5.4",
            "12 b8 ==2",
            "18 c3 ==6",
            "19 base 5.4",
        ]

    def test_is_not_what_stands_in_a_file_that_it_makes(self) -> None:
        text = """\
FROM scratch
COPY <<EOF <<-'END' /srv/
RUN pip install a
EOF
	FROM b
	END
RUN python3 <<EOF > /a && \\
  pip install c
RUN pip install d
EOF
RUN pip install e <<<"EOF"
RUN pip install f <<NOWHERE
RUN pip install g
"""
        assert needs("Dockerfile", text) == ["8 c", "11 e", "12 f", "13 g"]

    def test_with_other_ends_of_lines(self) -> None:
        text = "FROM a:1\r\nRUN pip install \\  \r\n\r\n  # b\r\n  c\\\r\n d\r\n"
        assert needs("Dockerfile", text) == ["1 a 1", "5 c", "6 d"]

    def test_for_development_does_not_count_at_run_time(self) -> None:
        assert needs("Dockerfile.dev", "FROM scratch\nRUN pip install a") == ["2 a ?"]

    def test_does_not_say_what_the_project_needs_besides(self) -> None:
        said = read(
            {
                "setup.py": "setup(name='a', install_requires=open('b').read())",
                "Dockerfile": "FROM scratch\nRUN pip install c\n",
            }
        )
        assert said.problems == (
            "setup.py: makes its requirements by code, which is never run",
        )


@pytest.mark.parametrize("which", ["index", "extra-index"])
def test_where_packages_are_looked_for_is_none(which: str) -> None:
    for option in (f"--{which}-url https://a.b", f"--{which}-url=https://a.b"):
        said = read({"Dockerfile": f"FROM a\nRUN pip install {option} c\n"})
        assert [one.name for one in said.requirements if one.ecosystem == "python"] == [
            "c"
        ]


PIECES = [
    "FROM a:1\n", "ARG A=", "ENV A=", "ENV A ", "RUN ", "COPY ", "RUN pip install ", "npm i ",
    "python -m pip install", "a==1", "a@1", "'", '"', "$", "${", "}", "$A", "${A:-", "$(", ")",
    "(", "`", "\\", "\\\n", "\n", "\r\n", " ", "\t", "#", "&&", "||", ";", "|", "&", ">", "<",
    "<<A", "<<-", "\nA\n", "if ", "fi", "case ", "esac", "{", "for A in ", "-e ", "-r ", "--", "\0",
    "é", "\u2028", "git+https://a/b/c@1", "export A=",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=150, deadline=None)
def test_anything_is_read(text: str) -> None:
    said = read({"Dockerfile": "FROM a\n" + text})
    assert said.problems == ()
    for need in said.requirements:
        assert "\0" not in need.name + need.specifier + need.condition
        assert 1 <= need.line <= text.count("\n") + 2


@pytest.mark.parametrize(
    "text",
    [
        "RUN a\n", "ENV a=1\n", "COPY <<A\n", "RUN ${a:-", "RUN ${a", "RUN $(", "RUN `", "RUN '",
        'RUN "', "RUN \\", "( ", "{ ", "if ", ") ", "|| (a ", "a;", "a=$a ", "a=1 ", "FROM a AS b\nARG c\n",
        "-a ", "<<a ", "a='", "2>", "--", "pip install ", "ENV a=$a$a$a\n", '"$(', "'x' ",
    ],
)  # fmt: skip
def test_takes_no_time(text: str) -> None:
    began = process_time()
    read({"Dockerfile": "FROM a\nRUN " + text * (60_000 // len(text))})
    assert process_time() - began < 1  # here at most 0.1
