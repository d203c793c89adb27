"""What people paste with a hub's configuration, each kind with what is left of it.

None of these was ever in use; each is put together, so that no scanner takes it for one.
"""

import pytest

from bot.core.pasted_secrets import blank_secrets

HEX32 = "0123456789abcdef" * 2
HEX40 = f"{HEX32}01234567"
HEX64 = HEX32 * 2
B64 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
LETTERS = "aBcD1eFgH2iJkL3mNoP4"  # 20
GONE = "[removed: …]"

# «…» is what goes
PASTED = [
    # Markdown around the name, the value, or both
    f"`JUPYTERHUB_API_TOKEN`: `«{HEX32}»`", f"- **API token:** «{HEX32}»", "password: `«hunter2pw»`",
    "**password**: «hunter2pw»", "**Password:** **«hunter2pw»**", "__password__ = «hunter2pw»",
    "| password | «hunter2pw99» |", "| `token` | `«" + HEX32 + "»` |", f"token `«{HEX32}»`",
    f"token «{HEX32}»", f"API token:\n\n«{HEX32}»", f"The secret token\n«{HEX32}»\nis it",
    "my password is «hunter2pw99».", "<password>«hunter2»</password>", "<clientSecret>«a1b2c3d4»</clientSecret>",
    "password: «hunter2» (for now)", '{\\"password\\": \\"«hunter2»\\"}', "password: |\n  «hunter2pw99»", f"### Your token?\n\n«{HEX32}»",
    "password:\n  «hunter2pw99»", f"token → «{HEX32}»", f"* token - `«{HEX32}»`", f"API token:\n```sh\n«{HEX32}»\n```",
    f"token (of ada): «{HEX32}»", f'tokens: ["«{HEX32}»"]', f"token: «{HEX32}» expired", '"api_tokens": ["«a1b2c3d4»"]',
    # JupyterHub's own
    f'c.CryptKeeper.keys = ["«{HEX64}»"]', f"hub.config.CryptKeeper.keys: «{B64}»",
    f"CryptKeeper:\n  keys:\n    - «{HEX64}»", f'"CryptKeeper": {{"keys": ["«{HEX64}»"]}}',
    f"JUPYTERHUB_CRYPT_KEY=«{HEX64};{HEX64}»", f"hub.config.JupyterHub.cookie_secret: «{B64}»",
    f"$ jupyterhub token admin\n«{HEX32}»", "c.DummyAuthenticator.password = «»".replace("«»", '"«a b»"'),
    "c.LDAPAuthenticator.lookup_dn_user_password = '«S3cr3t!pw»'", 'bindpw «»'.replace("«»", ": «cn-Pw1»"),
    f"c.JupyterHub.services = [{{'name': 'x', 'api_token': '«{HEX32}»'}}]", f"X-API-Key: «{HEX32}»",
    "X-XSRFToken: «2|abcdef01|0123456789abcdef»", "?_xsrf=«2|abcdef01|0123456789abcdef0123456789abcdef»",
    "jupyterhub-session-id=«" + HEX32 + "»", 'Set-Cookie: «jupyterhub-hub-login="2|1:0|10:16"; Path=/»',
    "«2|1:0|10:1612345678|20:jupyterhub-hub-login|44:abcd+/==|" + HEX64 + "»",
    f"cryptoKey: «{HEX64}»", f"JUPYTERHUB_CRYPTO_KEY='«{HEX64}»'", f"ENV JUPYTERHUB_CRYPT_KEY «{HEX64}»",
    f"tljh-config set hub.extraEnv.JUPYTERHUB_CRYPT_KEY '«{HEX64}»'", "ldap_default_authtok = «0hdsvmofnvp»",
    "tljh-config set auth.GitHubOAuthenticator.client_secret «a1b2c3d4e5»", "headers={'Cookie': '«_ga=1; x=\"2|1:0|10:16\"'»",
    # of those who sign people in
    "OAUTH_CLIENT_SECRET: «abc123abc123»", "clientSecret: «abc~8Q~abcdefgh.123»", "«abc8Q~" + "aB1_-.~x" * 4 + "abc»",
    f"Authorization: SSWS «00{LETTERS}{LETTERS}»", "client\\_secret = «»".replace("«»", '"«x-y-z»"').replace("\\", ""),
    "'client_secret': '«s3cr3t»'", "passphrase: «ab:cd#ef$gh»", "bind_password = «p@ss$word#1»",
    # Kubernetes, Docker
    "client-key-data: «LS0tLS1CRUdJTi" + "BSU0EgUFJJVkFURSBLRVk»", f".dockerconfigjson: «eyJhdXRocyI6{LETTERS}»",
    "imagePullSecret:\n  password: «hunter2»", "docker login -u me -p «hunter2pw» ghcr.io",
    # commands
    "curl -u admin:«hunter2» https://hub.x.org/hub/api", "curl -X POST \\\n  --user 'me:«a b»' http://x",
    "mysql -u root -p«hunter2pw» hub", "mysqldump --user=x -p'«hunter2 pw»' hub", "sshpass -p «hunter2» ssh x",
    "ldapsearch -x -D cn=admin -w «hunter2» -b dc=x", "redis-cli -h x -a «hunter2» ping",
    "echo 'ada:«hunter2»' | sudo chpasswd", "machine x.org\nlogin me\npassword «hunter2»",
    # addresses
    f"https://«{HEX40}»@github.com/x/y", f"https://«{HEX40}»:x-oauth-basic@github.com/x/y",
    "postgresql://hub:«p@ss»@db.x.org/hub", "redis://:«hunter2»@x:6379", "https%3A%2F%2Fme%3A«hunter2pw»%40x.org",
    f"https://x.blob.core.windows.net/c?sv=2020&sig=«{LETTERS}%3D»", f"?X-Amz-Signature=«{HEX64}»",
    "https://discord.com/api/webhooks/«123456789012345678/" + LETTERS * 3 + "»",
    "https://x.webhook.office.com/webhookb2/«" + f"{HEX32}@{HEX32}/IncomingWebhook/{HEX32}/a1»",
    "https://hooks.slack.com/workflows/«T0/A0/1/" + LETTERS + "»", "https://chat.x.org/hooks/«" + "a1b2c3d4e5f6g" * 2 + "»",
    # of a shape of their own
    "«SG." + f"{LETTERS}ab.{LETTERS}{LETTERS}abc»", "«SK" + f"{HEX32}»", "bot«123456789:" + f"AA{LETTERS}{LETTERS[:13]}»",
    "«hvs." + f"{LETTERS}ab»", "«dapi" + f"{HEX32}»", "«glsa_" + f"{LETTERS}{LETTERS[:12]}_a1b2c3d4»",
    "«sntrys_" + f"eyJ{LETTERS}»", "«AGE-SECRET-KEY-1" + "QPZRY9X8" * 7 + "»", "«tskey-auth-" + f"{LETTERS}»",
    "«rubygems_" + HEX40 + "»", "«dckr_oat_" + f"{LETTERS}»", "«1//0" + f"{LETTERS * 2}-x»", "«sk-or-v1-" + f"{HEX64}»",
    "admin:«$apr1$abcd$" + f"{LETTERS}.»", "passwordHash: «$2b$12$" + f"{LETTERS * 2}/.»", '"key": "«' + HEX32 + '»"',
    "id_rsa: «MIIEpAIBAAKC" + "AQEA»", "«b3BlbnNzaC1rZXktdjE" + "AAAAABG5vbmU»", "PRIVATE_KEY=«MIIEvQIBADANBgkqhkiG9w0" + "BAQEFAASC»",
    "PuTTY-User-Key-File-2: ssh-rsa\n«Private-Lines: 2\nAAAA+b\nAAAAgQ==\nPrivate-MAC: 0123ab»",
    f"Private-Lines: 2\n«{LETTERS}{LETTERS}»\nand so on",
]  # fmt: skip


@pytest.mark.parametrize("pasted", PASTED)
def test_it_goes_and_nothing_else_does(pasted):
    before, _, rest = pasted.partition("«")
    secret, _, behind = rest.partition("»")
    shown, count = blank_secrets(f"{before}{secret}{behind}")
    assert count == 1
    assert secret not in shown
    if secret.startswith("Private-Lines") or before.startswith("Private-Lines"):
        assert shown.endswith(behind)
        return
    kind = shown[len(before) : len(shown) - len(behind)]
    assert shown == f"{before}{kind}{behind}"
    assert kind.startswith("[removed: a")
    assert kind.endswith("]")


def test_each_of_a_list_goes_and_is_counted():
    shown, count = blank_secrets(f'c.CryptKeeper.keys = [\n "{HEX64}",\n "{HEX32}",\n]')
    assert (count, HEX32 in shown) == (2, False)
    shown, count = blank_secrets(
        f"c.JupyterHub.api_tokens = {{'{HEX32}': 'ada', '{HEX40}': 'x'}}"
    )
    assert (count, HEX32 in shown, "'ada', '" in shown) == (2, False, True)
    shown, count = blank_secrets(f"CryptKeeper:\n  keys:\n  - {HEX64}\n  - '{B64}'\n")
    assert (count, HEX32 in shown, B64 in shown) == (2, False, False)


@pytest.mark.parametrize(
    "text",
    [
        "**token:** `<token>`", "password: `xxx`", "`password`: `$PASSWORD`", "`token`: `None`", 'password = ""',
        "| token | string | the token of the user |", "| password | required |", "password: `self.password`",
        f"since commit {HEX40}", f"{HEX40} fixes the token", f"image: x@sha256:{HEX64}", f"digest: sha256:{HEX64}",
        f"the token refresh\n\nbroke in {HEX40}", f"git+https://github.com/x/y@{HEX40}", "ssh://git@github.com/x",
        "docker run -u 1000:100 x", "docker run --user jovyan:users x", "curl -u $USER:$PW x", "curl -u me:<pw> x",
        "mysql -P 3306 -u root -p hub", "mysql -p$PW", "sshpass -p $PW ssh x", "kubectl get secret hub -n jhub",
        'c.CryptKeeper.keys = [os.environ["A_KEY"]]', "CryptKeeper:\n  keys: []\n", "c.CryptKeeper.n_threads = 2",
        "the token is base64-encoded", "the secret is kept", "secrets:\n  - my-pull-secret", "imagePullSecrets:\n- name: regcred2",
        "certificate-authority-data: LS0tLS1CRUdJTi" + "BDRVJUSUZJQ0FURS0tLS0t", "<password></password>",
        "the pod default-token-5d8f7c9b6d-abcde", "secret jupyterhub-singleuser-token-x8z2q-12345", "X-API-Key: <key>",
        "_xsrf argument missing", "'_xsrf' missing", "?sig=<sig>", "https://<token>@github.com/x", "https://$TOKEN@github.com/x",
        "password: it expired in 2024", "secrets:\n  - jupyterhub-pull-secret-2", "token - see RFC6749", "the token was made",
        "password:\n  secretKeyRef:", "secretKey:\n  name: hub2secret34", "my password?\n\nThanks", "tokens: [a, b]",
        "client_secret: {{ .Values.auth.clientSecret }}", "ldap_default_authtok_type = password", "code=[secret]&state=[secret]",
        "tljh-config set auth.type dummyauthenticator", "c.X.client_secret = '****************'", "password: str = None",
        "c.Spawner.environment = {'PASSWORD': password}", "password: [removed: a password]", "10.0.0.1:8000 2|1:0", "key: value",
        "<token>abc", "secret: &anchor", "--password-file=/x", "the password prompt: it hangs", "-----BEGIN CERTIFICATE-----",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_stays(text):
    assert blank_secrets(text) == (text, 0)
