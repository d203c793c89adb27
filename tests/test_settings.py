"""The environment of a deployment: what is understood, and how mistakes are told."""

import base64
import os
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from bot.redaction import redact
from bot.settings import (
    Settings,
    SettingsError,
    given_secrets,
    load_data_dir,
    load_settings,
)
from bot.variables import PAGES, VARIABLES
from tests.unprivileged import unprivileged

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FORMAT = (Encoding.PEM, PrivateFormat.TraditionalOpenSSL)
PEM = RSA.private_bytes(*FORMAT, NoEncryption()).decode()
LOCKED = RSA.private_bytes(*FORMAT, BestAvailableEncryption(b"hunter2")).decode()
PUBLIC = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()
CURVE = (
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(*FORMAT, NoEncryption())
    .decode()
)
BODY = "".join(PEM.splitlines()[1:-1])
SPELLINGS = {
    "PEM": PEM,
    "PEM in one line": PEM.replace("\n", "\\n"),
    "base64": base64.b64encode(PEM.encode()).decode(),
    "base64 in lines": base64.encodebytes(PEM.encode()).decode(),
    "without its first line": BODY,
}
LEAST = {"APP_ID": "12345", "PRIVATE_KEY": PEM, "WEBHOOK_SECRET": "hunter2"}


def read(directory: Path, **more: str) -> Settings:
    return load_settings({**LEAST, **more}, directory=directory)


def wrong(directory: Path, **more: str) -> str:
    """The one line that is printed instead of starting."""
    with pytest.raises(SettingsError) as caught:
        read(directory, **more)
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    assert "hunter2" not in line
    return line


def test_the_least_that_is_needed(tmp_path):
    """Everything else has the contract's default."""
    settings = read(tmp_path)
    assert settings == Settings(
        app_id="12345",
        private_key=PEM.strip(),
        webhook_secrets=("hunter2",),
        webhook_path="/api/github/webhooks",
        host="127.0.0.1",
        port=3000,
        api_url="https://api.github.com",
        graphql_url="https://api.github.com/graphql",
        server_url="https://github.com",
        data_dir=tmp_path / "data",
        public_url=None,
        hackmd_token=None,
        hackmd_api_url="https://api.hackmd.io/v1",
        write_interval=timedelta(seconds=1),
        log_level="info",
        log_format=None,
    )


def test_everything_that_can_be_said(tmp_path):
    settings = read(
        tmp_path,
        APP_ID="Iv23liABCDEF",
        WEBHOOK_PATH="/hooks/github",
        HOST="0.0.0.0",
        PORT="8080",
        GITHUB_API_URL="https://git.example.org/api/v3/",
        GITHUB_SERVER_URL="https://git.example.org",
        DATA_DIR="/var/lib/compass",
        PUBLIC_URL="https://bot.example.org/",
        HACKMD_TOKEN="ABCDEFGH",
        HACKMD_API_URL="https://notes.example.org/api/v1/teams/hub/",
        WRITE_INTERVAL="0.25",
        LOG_LEVEL="DEBUG",
        LOG_FORMAT="Json",
    )
    assert settings.app_id == "Iv23liABCDEF"
    assert settings.webhook_path == "/hooks/github"
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)
    assert settings.api_url == "https://git.example.org/api/v3"
    assert settings.graphql_url == "https://git.example.org/api/graphql"
    assert settings.server_url == "https://git.example.org"
    assert settings.data_dir == Path("/var/lib/compass")
    assert settings.public_url == "https://bot.example.org"
    assert settings.hackmd_token == "ABCDEFGH"
    assert settings.hackmd_api_url == "https://notes.example.org/api/v1/teams/hub"
    assert settings.write_interval == timedelta(milliseconds=250)
    assert (settings.log_level, settings.log_format) == ("debug", "json")


@pytest.mark.parametrize(
    ("api", "graphql"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://ghes.example.org/api/v3", "https://ghes.example.org/api/graphql"),
        ("https://api.team.ghe.com", "https://api.team.ghe.com/graphql"),
        ("http://127.0.0.1:4000/", "http://127.0.0.1:4000/graphql"),
    ],
)
def test_graphql_is_where_rest_is(tmp_path, api, graphql):
    assert read(tmp_path, GITHUB_API_URL=api).graphql_url == graphql
    given = "https://other.example.org/graphql"
    settings = read(tmp_path, GITHUB_API_URL=api, GITHUB_GRAPHQL_URL=given)
    assert settings.graphql_url == given


class TestPrivateKey:
    @pytest.mark.parametrize(
        "value",
        [
            PEM,
            PEM.replace("\n", "\\n"),
            PEM.replace("\n", "\r\n"),
            base64.b64encode(PEM.encode()).decode(),
            base64.encodebytes(PEM.encode()).decode(),
            PEM.replace("\n", "\\r\\n"),
            base64.b64encode(PEM.replace("\n", "\\n").encode()).decode(),
            base64.b64encode(b"\xef\xbb\xbf" + PEM.encode()).decode(),
            "\ufeff" + PEM,
        ],
        ids=[
            "PEM",
            "literal line ends",
            "Windows",
            "base64",
            "base64 in lines",
            "literal line ends of Windows",
            "base64 of literal line ends",
            "base64 of a byte order mark and PEM",
            "byte order mark",
        ],
    )
    def test_all_its_forms(self, tmp_path, value):
        key = read(tmp_path, PRIVATE_KEY=value).private_key
        assert key.replace("\r", "") == PEM.strip()

    def test_a_file_made_on_windows(self, tmp_path):
        text = "\ufeff" + PEM.replace("\n", "\r\n")
        (tmp_path / "key.pem").write_bytes(text.encode())
        settings = read(tmp_path, PRIVATE_KEY="", PRIVATE_KEY_PATH="key.pem")
        assert settings.private_key.replace("\r", "") == PEM.strip()

    def test_as_a_file_beside_the_bot(self, tmp_path):
        (tmp_path / "key.pem").write_text(PEM)
        settings = read(tmp_path, PRIVATE_KEY="", PRIVATE_KEY_PATH="key.pem")
        assert settings.private_key == PEM.strip()

    def test_the_variable_wins_over_the_file(self, tmp_path):
        """As Probot has it."""
        assert read(tmp_path, PRIVATE_KEY_PATH="nowhere.pem").private_key == PEM.strip()

    @pytest.mark.parametrize("content", [None, b"\xff\xfe", b"hunter2"])
    def test_a_file_that_is_none(self, tmp_path, content):
        if content is not None:
            (tmp_path / "key.pem").write_bytes(content)
        line = wrong(tmp_path, PRIVATE_KEY="", PRIVATE_KEY_PATH="key.pem")
        assert line.startswith("PRIVATE_KEY_PATH: ")

    @pytest.mark.parametrize("value", SPELLINGS.values(), ids=SPELLINGS)
    def test_the_key_where_its_path_belongs_is_not_repeated(self, tmp_path, value):
        line = wrong(tmp_path, PRIVATE_KEY="", PRIVATE_KEY_PATH=value)
        assert line == ("PRIVATE_KEY_PATH: this is the key itself: name it PRIVATE_KEY")

    @pytest.mark.parametrize("value", ["/" + "x" * 300, "key\0.pem", BODY[5:]])
    def test_what_may_be_a_key_is_not_repeated_either(self, tmp_path, value):
        line = wrong(tmp_path, PRIVATE_KEY="", PRIVATE_KEY_PATH=value)
        assert line.startswith("PRIVATE_KEY_PATH: ")
        assert value not in line

    @pytest.mark.parametrize("value", SPELLINGS.values(), ids=SPELLINGS)
    @pytest.mark.parametrize(
        "name", sorted(VARIABLES.keys() - {"PRIVATE_KEY", "WEBHOOK_SECRET"})
    )
    def test_the_key_under_any_other_name_is_not_repeated(self, tmp_path, name, value):
        line = wrong(tmp_path, **{"PRIVATE_KEY": "", name: value})
        assert line.startswith(f"{name}: ")
        assert "LS0t" not in line
        assert BODY[:16] not in line

    @pytest.mark.parametrize(
        "value",
        [
            *("hunter2", "aHVudGVyMg==", LOCKED, PUBLIC, CURVE, PEM[:200]),
            *("-----BEGIN", "Schlüssel", "\udcff"),
        ],
        ids=[
            *("text", "base64", "locked", "public", "curve", "cut off"),
            *("begun", "no ASCII", "no UTF-8"),
        ],
    )
    def test_what_is_no_key(self, tmp_path, value):
        line = wrong(tmp_path, PRIVATE_KEY=value)
        assert line.startswith("PRIVATE_KEY: not an RSA private key: give the .pem")

    def test_one_that_github_has_not_made(self, tmp_path):
        """Its signature could be made by others; the library would warn of it for ever."""
        weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)
        pem = weak.private_bytes(*FORMAT, NoEncryption()).decode()
        (tmp_path / "key.pem").write_text(pem)
        for given in (
            {"PRIVATE_KEY": pem},
            {"PRIVATE_KEY": "", "PRIVATE_KEY_PATH": "key.pem"},
        ):
            name, said = wrong(tmp_path, **given).split(": ", 1)
            assert name == [*given][-1]
            assert said == (
                "its 1024 bits are too few: give the .pem file GitHub made, whose keys"
                " have 2048"
            )


class TestWebhookSecret:
    def test_several_while_one_replaces_the_other(self, tmp_path):
        settings = read(tmp_path, WEBHOOK_SECRET="  new\told\n")
        assert settings.webhook_secrets == ("new", "old")

    def test_never_empty(self, tmp_path):
        assert wrong(tmp_path, WEBHOOK_SECRET=" \n").startswith(
            "WEBHOOK_SECRET: not set"
        )

    @pytest.mark.parametrize("value", SPELLINGS.values(), ids=SPELLINGS)
    def test_the_key_in_its_place_would_let_many_sign(self, tmp_path, value):
        """White space separates secrets, and so RSA would be one."""
        given = {**LEAST, "WEBHOOK_SECRET": f"hunter2 {value}"}
        line = wrong(tmp_path, WEBHOOK_SECRET=f"hunter2 {value}")
        assert line == "WEBHOOK_SECRET: this is the key itself: name it PRIVATE_KEY"
        assert redact(line, given_secrets(given, directory=tmp_path)) == line

    @pytest.mark.parametrize(
        ("value", "count"),
        [
            ("It's a Secret to Everybody", 5),
            ("12345678 hunter2", 1),
            ("12345678 87654321", 0),
            ("hunter2", 1),
            ("development", 1),
            ("abcdefghijklmnop", 0),
            ("compass-and-map", 0),
        ],
    )
    def test_words_that_can_be_guessed_are_counted(self, tmp_path, value, count):
        assert read(tmp_path, WEBHOOK_SECRET=value).guessable == count


class TestMistakes:
    def test_what_is_missing_is_said_at_once(self, tmp_path):
        line = wrong(tmp_path, APP_ID="", PRIVATE_KEY="", WEBHOOK_SECRET="")
        assert line == (
            "APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH), WEBHOOK_SECRET: not set: copy"
            " from the App's settings on GitHub into the environment or a file .env"
        )

    @pytest.mark.parametrize(
        "address",
        [
            "mysql://bot:hunter2@db/bot",
            "postgresql://bot:hunter2@db",
            "postgresql://bot:hunter2@hunter2@db/bot",
            "bot:hunter2",
        ],
    )
    def test_a_database_is_named_by_its_address(self, tmp_path, address):
        assert wrong(tmp_path, DATABASE_URL=address) == (
            "DATABASE_URL: not an address of PostgreSQL: give"
            " postgresql://user:password@host/database, with %40 for an @ in the password"
        )

    def test_a_short_admin_token_would_be_guessed(self, tmp_path):
        assert wrong(tmp_path, ADMIN_TOKEN="hunter2").startswith("ADMIN_TOKEN: ")

    def test_a_secret_that_is_a_word_of_the_line_leaves_it_whole(self, tmp_path):
        """Its gap would tell more than the word does; what is repeated has none of it."""
        line = wrong(tmp_path, ADMIN_TOKEN="short")
        assert line.startswith("ADMIN_TOKEN: too short, or not plain characters")
        given = {"WEBHOOK_SECRET": "port 12345", "PORT": "a port"}
        assert wrong(tmp_path, **given) == (
            "PORT: 'a [redacted]' is no port: give a number from 0 to 65535"
        )

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            *(("APP_ID", app) for app in ("my app hunter2", "0", "007", "1.5", "-1")),
            *(("APP_ID", app) for app in ("1e5", "１２３", "1" * 5000)),
            ("WEBHOOK_PATH", "api/github/webhooks"),
            ("WEBHOOK_PATH", "/"),
            ("WEBHOOK_PATH", "/a/?b"),
            ("WEBHOOK_PATH", "/a/../b"),
            ("WEBHOOK_PATH", "/a/."),
            ("WEBHOOK_PATH", "/setup"),
            ("WEBHOOK_PATH", "/setup/callback"),
            ("WEBHOOK_PATH", "/admin"),
            ("WEBHOOK_PATH", "/admin/retry"),
            ("WEBHOOK_PATH", "/calendar/jupyterhub/team-compass.ics"),
            *(("WEBHOOK_PATH", page) for page in sorted(PAGES)),
            ("PORT", "http"),
            ("PORT", "-1"),
            ("PORT", "65536"),
            ("PORT", "３０００"),
            ("PORT", "1" * 5000),
            ("HOST", "a..b"),
            ("HOST", "a b"),
            ("HOST", "\udcff"),
            ("HOST", "x" * 64 + ".example.org"),
            ("DATA_DIR", "da\nta"),
            ("DATA_DIR", "da\0ta"),
            ("GITHUB_API_URL", "api.github.com"),
            ("GITHUB_API_URL", "ftp://api.github.com"),
            ("GITHUB_API_URL", "https://"),
            ("GITHUB_API_URL", "https://me:hunter2@api.github.com"),
            ("GITHUB_API_URL", "https://api.github.com:99999"),
            ("GITHUB_API_URL", "https://api.github.com/?x=hunter2"),
            ("GITHUB_API_URL", "https://:hunter2@api.github.com"),
            ("GITHUB_API_URL", "https://[::1"),
            ("GITHUB_API_URL", "https://a..b"),
            ("GITHUB_API_URL", "https://a%00b"),
            ("GITHUB_GRAPHQL_URL", "graphql"),
            ("GITHUB_SERVER_URL", "https://git hub.com"),
            ("PUBLIC_URL", "bot.example.org"),
            ("HACKMD_API_URL", "api.hackmd.io/v1"),
            ("HACKMD_API_URL", "https://me:hunter2@api.hackmd.io/v1"),
            ("HACKMD_TOKEN", "hunter2"),
            ("HACKMD_TOKEN", "Bearer hunter2hunter2"),
            ("HACKMD_TOKEN", "hunter2" * 100),
            ("WRITE_INTERVAL", "soon"),
            ("WRITE_INTERVAL", "-1"),
            ("WRITE_INTERVAL", "nan"),
            ("LOG_LEVEL", "loud"),
            ("LOG_FORMAT", "xml"),
        ],
    )
    def test_each_is_named_with_its_cure(self, tmp_path, name, value):
        line = wrong(tmp_path, **{name: value})
        assert line.startswith(f"{name}: ")
        assert any(word in line for word in ("give", "one such as"))
        assert len(line) < 200

    @pytest.mark.parametrize("name", ["PORT", "HOST", "LOG_LEVEL", "WEBHOOK_PATH"])
    def test_a_secret_that_slipped_is_not_repeated(self, tmp_path, name):
        """`wrong` sees to it that the webhook's secret is not in the line."""
        line = wrong(tmp_path, WEBHOOK_SECRET="old hunter2", **{name: "a hunter2"})
        assert line.startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("host", "port"),
    [("::1", "0"), ("fe80::1%lo", "80"), ("bücher.example", "8080"), ("bot.", "1")],
)
def test_names_and_addresses_to_listen_on(tmp_path, host, port):
    settings = read(tmp_path, HOST=host, PORT=port)
    assert (settings.host, settings.port) == (host, int(port))


@pytest.mark.parametrize(
    ("probot", "ours"), [("trace", "debug"), ("Warn", "warning"), ("fatal", "error")]
)
def test_probots_log_levels_carry_over(tmp_path, probot, ours):
    assert read(tmp_path, LOG_LEVEL=probot).log_level == ours


@pytest.mark.parametrize(
    ("api", "pages"),
    [
        ("https://ghes.example.org/api/v3", "https://ghes.example.org"),
        ("http://ghes.example.org:8080/api/v3/", "http://ghes.example.org:8080"),
        ("https://api.team.ghe.com", "https://team.ghe.com"),
        ("https://api.github.com", "https://github.com"),
        ("http://127.0.0.1:4000", "https://github.com"),
    ],
)
def test_githubs_pages_are_on_the_same_server(tmp_path, api, pages):
    assert read(tmp_path, GITHUB_API_URL=api).server_url == pages
    given = "https://other.example.org"
    settings = read(tmp_path, GITHUB_API_URL=api, GITHUB_SERVER_URL=given)
    assert settings.server_url == given


class TestDotenv:
    @pytest.mark.parametrize("other", ["key.pem", "nowhere.pem"])
    def test_a_key_in_the_environment_goes_first_by_either_name(self, tmp_path, other):
        (tmp_path / "key.pem").write_text(PEM)
        rest = {"APP_ID": "1", "WEBHOOK_SECRET": "s"}
        (tmp_path / ".env").write_text("PRIVATE_KEY=of-another-app\n")
        settings = load_settings(
            {**rest, "PRIVATE_KEY_PATH": "key.pem"}, directory=tmp_path
        )
        assert settings.private_key == PEM.strip()
        (tmp_path / ".env").write_text(f"PRIVATE_KEY_PATH={other}\n")
        assert read(tmp_path).private_key == PEM.strip()

    def test_a_blank_name_in_the_environment_leaves_the_other_one(self, tmp_path):
        (tmp_path / "key.pem").write_text(PEM)
        (tmp_path / ".env").write_text("PRIVATE_KEY_PATH=key.pem\n")
        assert read(tmp_path, PRIVATE_KEY=" ").private_key == PEM.strip()

    def test_one_made_on_windows(self, tmp_path):
        (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfPORT=4000\r\n")
        assert read(tmp_path).port == 4000

    def test_it_fills_what_the_environment_lacks(self, tmp_path):
        (tmp_path / ".env").write_text("PORT=4000\nHOST=0.0.0.0\nEMPTY\n# a comment\n")
        settings = read(tmp_path, PORT="5000")
        assert (settings.port, settings.host) == (5000, "0.0.0.0")

    def test_a_key_over_several_lines_and_a_dollar_that_is_one(self, tmp_path):
        (tmp_path / ".env").write_text(
            f"APP_ID=1\nPRIVATE_KEY=\"{PEM}\"\nWEBHOOK_SECRET='${{HOME}}pa$$word'\n"
        )
        settings = load_settings({}, directory=tmp_path)
        assert settings.private_key == PEM.strip()
        assert settings.webhook_secrets == ("${HOME}pa$$word",)

    def test_blank_in_the_environment_unsets_it(self, tmp_path):
        (tmp_path / ".env").write_text("PORT=4000\n")
        assert read(tmp_path, PORT="").port == 3000

    def test_one_that_is_no_text(self, tmp_path):
        (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
        assert wrong(tmp_path).startswith(".env: cannot be read")

    def test_one_of_another_user(self, tmp_path):
        (tmp_path / ".env").write_text("PORT=4000\n")
        (tmp_path / ".env").chmod(0)
        with unprivileged():
            assert wrong(tmp_path) == (
                ".env: this user may not read it: give it to the user that runs the bot"
            )

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("PORT=4000\n\nport hunter2\n", 3),
            ("# mine\nWEBHOOK_SECRET='hunter2\nPORT=4000\n", 2),
        ],
        ids=["no name", "no end"],
    )
    def test_a_line_that_is_none_is_named(self, tmp_path, text, line):
        """What comes after it would be lost, and something else be told as missing."""
        (tmp_path / ".env").write_text(text)
        assert wrong(tmp_path) == (
            f".env: line {line} is no NAME=value, or its quote has no end: mend it, or"
            " begin it with #"
        )

    @pytest.mark.parametrize(
        "make",
        [
            Path.mkdir,
            os.mkfifo,
            lambda path: path.symlink_to(path),
            lambda path: path.symlink_to("nowhere"),
        ],
        ids=["folder", "pipe", "loop", "no end"],
    )
    def test_what_is_no_file_is_not_passed_over(self, tmp_path, make):
        make(tmp_path / ".env")
        assert wrong(tmp_path).startswith(".env: cannot be read: make it a text file")


def test_a_path_may_begin_with_somebodys_home(tmp_path):
    """No shell has seen what is in `.env`."""
    assert read(tmp_path, DATA_DIR="~/bot").data_dir == Path.home() / "bot"
    assert read(tmp_path, DATA_DIR="~nobody-at-all").data_dir.parent == tmp_path
    (tmp_path / ".env").write_text("PRIVATE_KEY_PATH=~/key.pem\nDATA_DIR=~/bot\n")
    assert load_data_dir({}, directory=tmp_path) == Path.home() / "bot"
    line = wrong(tmp_path, PRIVATE_KEY="")
    assert f"{str(Path.home() / 'key.pem')!r} cannot be read" in line


def test_the_example_of_an_address_is_one_of_its_kind(tmp_path):
    assert "https://compass.example.org" in wrong(tmp_path, PUBLIC_URL="here")
    assert "https://github.example.org" in wrong(tmp_path, GITHUB_SERVER_URL="here")


def test_secrets_are_in_no_repr(tmp_path):
    settings = read(tmp_path, HACKMD_TOKEN="hunter2hunter2")
    shown = repr(settings)
    assert "hunter2" not in shown
    assert {"hunter2", "hunter2hunter2", PEM.strip()} == {*settings.secrets}
    assert "PRIVATE KEY" not in shown
    assert "12345" in shown
