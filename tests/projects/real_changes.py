"""Changes as they are seen in JupyterHub's projects, and what a maintainer calls each.

The titles, authors and labels are real ones, or made after such; the paths are those that
such a change has.
"""

from datetime import UTC, datetime

from bot.core.models import Account
from bot.core.projects import Change
from bot.projects.kinds import Kind

DAY = datetime(2026, 3, 26, 12, tzinfo=UTC)


def change(
    title: str,
    by: str = "minrk",
    *,
    labels: str = "",
    head: str = "",
    paths: str = "",
    number: int = 1,
    at: datetime = DAY,
) -> Change:
    """A change; labels and paths are separated by spaces, and no paths are unknown."""
    login = by.removesuffix("[bot]")
    return Change(
        number=number,
        sha=f"{number:040x}",
        title=title,
        author=Account(by, "Bot" if by != login else "User"),
        at=at,
        labels=tuple(labels.split()),
        head_ref=head,
        paths=tuple(paths.split()) or None,
    )


def commit(title: str, by: str = "minrk", *, paths: str = "") -> Change:
    """A commit that no pull request brought."""
    return change(title, by, paths=paths, number=0)


KNOWN: tuple[tuple[Kind, Change], ...] = (
    # what people make, and users wait for
    ("ships", change("Set `allow_all` to True by default", "consideRatio", paths="tmpauthenticator/__init__.py tests/test_auth.py")),
    ("ships", change("Fix literal {port} in command: pass PORT to the process", "yuvipanda", paths="simpervisor/process.py")),
    ("ships", change("Fix culling of stopped named servers", labels="bug")),
    ("ships", change("Support recent version of kubernetes client library (21.7.0) that introduced a breaking change", "athornton", paths="setup.py kubespawner/clients.py")),
    ("ships", change("Drop support for k8s 1.22", "consideRatio", labels="maintenance breaking")),
    ("ships", change("[All] breaking, add allow_all config defaulting to False (CILogon: require allowed_idps)", "consideRatio", labels="new")),
    ("ships", change("[Google] Fix regression in v16 of no longer stripping username's domain", "consideRatio", labels="bug")),
    ("ships", change("rstudio: log-level info to stderr", "manics", labels="enhancement")),
    ("ships", change("Update string formatting - from %s to f-strings", labels="maintenance", paths="jupyterhub/app.py jupyterhub/orm.py")),
    ("ships", change("fix: don't lose the token on redirect", paths="jupyterhub/services/auth.py")),
    ("ships", change("feat(proxy): add externalIPs", paths="jupyterhub/values.yaml jupyterhub/schema.yaml docs/source/changelog.md")),
    ("ships", change("Release the lock when a spawn fails", paths="jupyterhub/user.py")),
    ("ships", change("Back to the user's own page after logout", paths="jupyterhub/handlers/login.py")),
    ("ships", change("Test whether the server answers before it is shown as ready", paths="jupyterhub/spawner.py jupyterhub/tests/test_spawner.py")),
    ("ships", change("Fix typo in docstring about Authenticator.blocked_users", "consideRatio", paths="jupyterhub/auth.py")),
    ("ships", change("FIx: typo in auth.py", "varundhand", labels="maintenance", paths="jupyterhub/auth.py")),
    ("ships", change("Improve validation, docs for token.expires_in", labels="bug documentation")),
    ("ships", change("Add MANIFEST.in (LICENCE, README.md)", "dhirschfeld", labels="maintenance", paths="MANIFEST.in")),
    ("ships", change("add integration test for hub version, and tell the hub's version in its header", labels="maintenance", paths="tljh/installer.py integration-tests/test_hub.py")),
    ("ships", change("Add modern labels to pods controlled by deployments etc.", "samyuh", labels="bug")),
    ("ships", change("note for chart users who set a password", "manics", paths="jupyterhub/templates/NOTES.txt")),
    ("ships", change("Make the sidebar keyboard accessible", "choldgraf", paths="share/jupyterhub/templates/page.html jsx/src/App.jsx")),
    # requirements that a person has changed
    ("ships", change("Bump to kubespawner 5.0.0 and tornado 6.3", paths="images/hub/requirements.txt")),
    ("ships", change("4.x: Update jupyterhub from 5.4.6 to 5.5.0", paths="images/hub/requirements.in images/hub/requirements.txt jupyterhub/Chart.yaml")),
    ("ships", change("Bump jupyterhub from 4 to 5", "manics", labels="dependencies", paths="tljh/requirements-hub-env.txt")),
    ("ships", change("Require jupyter_server 1.24+, tornado 6.1+, traitlets 5.1+", "consideRatio", labels="maintenance", paths="pyproject.toml")),
    ("ships", change("labextension: refreeze yarn.lock", "consideRatio", labels="dependencies", paths="labextension/yarn.lock")),
    ("ships", change("Relax dependency on async_generator", "lahwaacz", labels="maintenance", paths="requirements.txt setup.py")),
    ("ships", change("image: use latest alpine (3.12 -> 3.15)", "consideRatio", labels="dependencies", paths="Dockerfile")),
    ("ships", change("update default bootstrapped traefik to 2.10.1", paths="jupyterhub_traefik_proxy/install.py")),
    ("ships", change("Drop support for Python 3.7", "consideRatio", labels="maintenance", paths="setup.py .github/workflows/test.yaml")),
    # a release is no change of its own
    ("version", commit("Bump to 7.1.0", paths="kubespawner/_version.py pyproject.toml")),
    ("version", commit("Bump to 7.2.0.dev")),
    ("version", commit("Back to dev")),
    ("version", commit("back to 5.3.0.dev")),
    ("version", commit("Bump version number", "yuvipanda")),
    ("version", commit("Version bump", "yuvipanda")),
    ("version", commit("4.6.2", "consideRatio")),
    ("version", commit("v2.0.0", "consideRatio")),
    ("version", commit("Bump version: 0.16.1 → 0.17.0", "yuvipanda")),
    ("version", change("Bump to 3.0.0-0.dev", "yuvipanda", labels="maintenance")),
    ("version", change("bump version to 1.0.0.dev0", labels="maintenance")),
    ("version", change("Bump kubespawner version", "yuvipanda", paths="kubespawner/_version.py")),
    ("version", change("Release 0.2.0 (JupyterHub 1.*)", "manics", labels="maintenance")),
    ("version", change("chore(main): release 1.2.3", "github-actions[bot]", head="release-please--branches--main")),
    ("version", change("Add changelog for 5.2.0", labels="documentation")),
    ("version", change("changelog for 17.2", labels="documentation")),
    ("version", change("5.4.2 changelog", paths="docs/source/reference/changelog.md")),
    ("version", change("Update changelog for 5.0b2", labels="documentation")),
    ("version", change("Backport PR #5237 on branch 5.x (changelog for 5.4.3)", "meeseeksmachine")),
    ("version", change("fix heading level in 0.3 changelog", labels="maintenance", paths="docs/source/changelog.md")),
    # documentation
    ("documentation", change("docs: fix configuration typo", "consideRatio", paths="docs/quickstart.md dev-jupyterhub_config.py")),
    ("documentation", change("Fix typo in docstring", "consideRatio", labels="documentation", paths="kubespawner/spawner.py")),
    ("documentation", change("DOC: Fix invalid names in configuration examples", "ChristofKaufmann")),
    ("documentation", change("docs(awscognito): add custom claims example", "consideRatio")),
    ("documentation", change("[docs] correct typo", "tico24")),
    ("documentation", change("[MRG] docs: Add base_image parameter example.", "hiroyuki-sato")),
    ("documentation", change("docs - update jupyterhub repo links to main branch", "emmanuel")),
    ("documentation", change("Fix a couple of broken links", "GeorgianaElena", paths="docs/source/index.md README.md")),
    ("documentation", change("Add ORCID iD example configuration", "matthewwiese", paths="docs/source/tutorials/provider-specific-setup/providers/generic.md")),
    ("documentation", change("Update swarm example", labels="documentation", paths="examples/swarm/jupyterhub_config.py")),
    ("documentation", commit("Fix typo in README.md", "yuvipanda")),
    ("documentation", change("Update README badges", "consideRatio", paths="README.md")),
    ("documentation", change("Fix RTD build", "GeorgianaElena", labels="maintenance", paths=".readthedocs.yaml docs/requirements.txt")),
    ("documentation", change("Backport PR #5227 on branch 5.x (Link to compass contributor guide)", "meeseeksmachine", paths="CONTRIBUTING.md")),
    ("documentation", change("Update LICENSE", "fm75", paths="LICENSE")),
    # what only tests and builds
    ("ci", change("ci: test against node 17, rely on pre-commit.ci", "consideRatio", labels="ci")),
    ("ci", change("CI: Replace Travis with GitHub workflow", "manics", labels="ci")),
    ("ci", change("Switch GitHub CI and readthedocs to Ubuntu 24.04", "manics", labels="ci")),
    ("ci", change("TST: apply lower-bound pins during install, rather than later", labels="maintenance")),
    ("ci", change("test: avoid producing '[group]' string in output", labels="maintenance")),
    ("ci", change("dependabot: monthly updates of github actions", "consideRatio", labels="maintenance")),
    ("ci", change("Bump actions/checkout from 4 to 5", "dependabot[bot]", head="dependabot/github_actions/actions/checkout-5", labels="dependencies github_actions")),
    ("ci", change("Bump actions/github-script from 7 to 8", "consideRatio", labels="ci")),
    ("ci", change("build(deps): bump docker/build-push-action from 3 to 4", "dependabot[bot]", head="dependabot/github_actions/docker/build-push-action-4")),
    ("ci", change("Bump aquasecurity/trivy-action from 26d71e622b84d103f86fb33a5a42c558e11f4ae0 to 76071ef0d7ec797419534a183b498b4d6366cf37", "dependabot[bot]")),
    ("ci", change("Bump the github-actions group with 2 updates", "dependabot[bot]", head="dependabot/github_actions/github-actions-1a2b3c")),
    ("ci", change("chore(deps): update actions/setup-node action to v5", "renovate[bot]", head="renovate/actions-setup-node-5.x")),
    ("ci", change("try to improve reliability of test_external_proxy", labels="maintenance", paths="jupyterhub/tests/test_proxy.py")),
    ("ci", change("run browser tests in subdomain", labels="maintenance", paths="jupyterhub/tests/browser/test_browser.py .github/workflows/test.yml")),
    ("ci", change("increase docker build timeout to 30 minutes", labels="maintenance", paths=".github/workflows/release.yml")),
    ("ci", change("Test with latest jh", "GeorgianaElena", paths="ci/install.sh .travis.yml")),
    ("ci", change("ci/docs: install autodocs-traits as a PyPI package & pin sphinx", "consideRatio")),
    # what only those who work on it get
    ("development", change("[pre-commit.ci] pre-commit autoupdate", "pre-commit-ci[bot]", head="pre-commit-ci-update-config")),
    ("development", commit("[pre-commit.ci] auto fixes from pre-commit.com hooks", "pre-commit-ci[bot]")),
    ("development", change("pre-commit autoupdate", labels="maintenance")),
    ("development", change("build(deps-dev): bump ws from 8.12.1 to 8.13.0", "dependabot[bot]", head="dependabot/npm_and_yarn/ws-8.13.0")),
    ("development", change("chore(deps-dev): bump eslint from 8.1.0 to 9.0.0", "dependabot[bot]", head="dependabot/npm_and_yarn/eslint-9.0.0")),
    ("development", change("chore(deps-dev): bump jest", "manics")),
    ("development", change("Update dependency pytest to v8", "renovate[bot]", head="renovate/pytest-8.x")),
    ("development", change("build(deps): bump sphinx from 7.0 to 7.1 in /docs", "dependabot[bot]", head="dependabot/pip/docs/sphinx-7.1")),
    ("development", change("pre-commit: add pyupgrade, isort, and prettier", "consideRatio", labels="maintenance")),
    ("development", change("Remove .pylintrc config", "consideRatio", labels="maintenance", paths=".pylintrc")),
    ("development", change("Remove six from dev-requirements.txt", "consideRatio", labels="maintenance", paths="dev-requirements.txt")),
    ("development", change("Add .gitignore", "yuvipanda", paths=".gitignore")),
    ("development", change("Update `black.target_version` in `pyproject.toml`", "Ph0tonic", labels="maintenance", paths="pyproject.toml")),
    ("development", change("Update pre-commit hooks versions", "consideRatio", paths=".pre-commit-config.yaml .flake8")),
    # what users get by a machine
    ("runtime", change("build(deps): bump winston from 3.9.0 to 3.10.0", "dependabot[bot]", head="dependabot/npm_and_yarn/winston-3.10.0", labels="dependencies javascript")),
    ("runtime", change("Bump http-cache-semantics from 4.1.0 to 4.1.1 in /labextension", "dependabot[bot]", head="dependabot/npm_and_yarn/labextension/http-cache-semantics-4.1.1")),
    ("runtime", change("Update library/traefik version from 3.1 to 3.2", "jupyterhub-bot", head="update-image-traefik", labels="maintenance dependencies")),
    ("runtime", change("Update jupyterhub from 5.4.1 to 5.4.3", "jupyterhub-bot", head="update-jupyterhub", labels="maintenance dependencies")),
    ("runtime", change("hub image: refreeze requirements.txt", "jupyterhub-bot", head="update-image-requirements", labels="dependencies")),
    ("runtime", change("Updates grafana chart to 8.5.1", "jupyterhub-bot", head="update-chart-grafana")),
    ("runtime", change("binderhub: 851025f...0d300b8", "henchbot")),
    ("runtime", change("chore(deps): update dependency react to v19", "renovate[bot]", head="renovate/react-19.x")),
    ("runtime", change("Bump the npm group across 1 directory with 7 updates", "dependabot[bot]", head="dependabot/npm_and_yarn/jsx/npm-1a2b3c")),
    ("runtime", change("Bump golang from 1.22 to 1.23 in /images/image-awaiter", "dependabot[bot]", head="dependabot/docker/images/image-awaiter/golang-1.23")),
    # and other machines
    ("documentation", change("Refresh the contributors", "github-actions[bot]", labels="documentation")),
    ("ci", change("ci: refresh the snapshots", "github-actions[bot]")),
    ("documentation", commit("Update README.md", "allcontributors[bot]")),
    ("ships", change("New translations", "weblate")),
    # and its undoing is of the kind of what is undone
    ("ships", change('Revert "Sort users by name"', paths="jupyterhub/apihandlers/users.py")),
    ("ci", change('Revert "ci: enable pip cache"')),
    ("ships", change("Backport PR #5236 on branch 5.x (fix loading stopped servers at startup (regression in 5.4))", "meeseeksmachine")),
    ("ships", change("forward-port 4.1.5", labels="maintenance")),
    ("ci", change("Fix tests against jupyter_server 2", "bollwyvl", paths="tests/test_proxies.py tests/resources/httpinfo.py")),
)  # fmt: skip
"""What the rules were made after."""

KEPT_ASIDE: tuple[tuple[Kind, Change], ...] = (
    # ltiauthenticator 1.4.0
    ("ships", change("feat(lti13): Make tool name & description configurable", "yuvipanda", labels="feature")),
    ("ships", change("fix(lti13): Fix login request validation", "martinclaus", labels="bug")),
    ("ships", change("maint(lti11): Silence OAuthlib deprication warnings", "martinclaus", labels="maintenance", paths="ltiauthenticator/lti11/validator.py")),
    ("ships", change("maint: drop py36 and py37, test py311, use tbump, refactor away setup.py, and misc", "consideRatio", labels="maintenance", paths="setup.py pyproject.toml .github/workflows/test.yaml RELEASE.md")),
    ("ships", change("chore(lti13): Make LTI1.3 tool name be a bit more generic", "yuvipanda", labels="maintenance", paths="ltiauthenticator/lti13/handlers.py")),
    ("ci", change("maint: configure pytest asyncio_mode = auto", "consideRatio", labels="maintenance", paths="pyproject.toml tests/test_lti11.py")),
    ("ships", change("breaking, maint(lti13): switch to using pyjwt v2", "consideRatio", labels="maintenance")),
    ("ships", change("refactor: use f-strings instead of %s", "consideRatio", labels="maintenance", paths="ltiauthenticator/utils.py")),
    ("development", change("chore(pre-commit): replace reorder-python-imports with isort", "consideRatio", labels="maintenance")),
    ("documentation", change("docs: update config to use fresh ubuntu:20.04 as base", "consideRatio", labels="documentation")),
    ("ci", change("ci: remove deps managed by pre-commit", "consideRatio")),
    # systemdspawner 1.0.0
    ("ships", change("Add MANIFEST.in to bundle LICENSE in source distribution", "consideRatio", labels="maintenance", paths="MANIFEST.in")),
    ("ci", change("Add basic start/stop test against a jupyterhub", "consideRatio", labels="maintenance", paths="tests/test_systemdspawner.py tests/conftest.py")),
    ("ci", change("refactor: remove no longer needed pytest.mark.asyncio", "consideRatio", labels="maintenance", paths="tests/test_systemd.py")),
    ("ships", change("Require systemd v243+, recommend systemd v245+, test against systemd v245", "consideRatio", labels="maintenance", paths="systemdspawner/systemdspawner.py .github/workflows/test.yaml README.md")),
    ("ships", change("maint, breaking: require python 3.8+, jupyterhub 2.3.0+, tornado 5.1+", "consideRatio", labels="maintenance")),
    ("development", change("Add pre-commit for automated formatting", "consideRatio", labels="maintenance")),
    ("documentation", change("readme: add badges for releases/tests/coverage/issues/discourse", "consideRatio", labels="documentation")),
    # nativeauthenticator, before it had labels
    ("ships", change("fix: we now need to await render_template method", "djangoliv", paths="nativeauthenticator/handlers.py")),
    ("runtime", change("Bump notebook from 5.7.8 to 6.1.5", "dependabot[bot]", head="dependabot/pip/notebook-6.1.5", labels="dependencies")),
    ("ci", change("fix broken test", "leportella", paths="nativeauthenticator/tests/test_authenticator.py")),
    ("development", change("fix flake8 errors", "leportella", paths="nativeauthenticator/nativeauthenticator.py")),
    ("version", change("add changelog", "leportella", paths="CHANGELOG.md")),
    ("ships", change('Revert "fix timedelta.seconds misuse"', "leportella", paths="nativeauthenticator/nativeauthenticator.py")),
    ("documentation", change("add contributing file", "leportella", paths="CONTRIBUTING.md")),
    ("documentation", change("Improving docs with images", "leportella", paths="docs/quickstart.rst docs/_static/panel.png")),
    # the-littlest-jupyterhub, configurable-http-proxy and repo2docker, without labels
    ("ships", change("bump systemdspawner to 0.15", paths="tljh/installer.py")),
    ("documentation", change("Doc of how users can change password", "mauro3", paths="docs/howto/auth/firstuse.rst")),
    ("ships", change("Bump a few of the dependencies", "GeorgianaElena", paths="tljh/installer.py")),
    ("ci", change("Bump memory again for integration tests", "GeorgianaElena", paths=".circleci/integration-test.py")),
    ("documentation", change("Fix html_sidebars", "GeorgianaElena", paths="docs/conf.py")),
    ("documentation", change("Fix doc build", "GeorgianaElena", paths="docs/conf.py docs/requirements.txt")),
    ("ships", change("Add base_url capability to tljh-config", "jeanmarcalkazzi", paths="tljh/config.py tljh/configurer.py docs/topic/tljh-config.rst")),
    ("ships", change("Fix HTML of bootstrap", "richardbrinkman", paths="bootstrap/bootstrap.py")),
    ("documentation", change("Add link to jupyterhub-idle-culler", "1kastner", paths="docs/topic/idle-culler.rst")),
    ("ci", change("Remove CircleCi docs build", "GeorgianaElena", paths=".circleci/config.yml")),
    ("ships", change("Use http port from config while checking hub", "dongmok", paths="tljh/installer.py")),
    ("documentation", change("add -L option to curl to follow redirect", "LTangaF", paths="docs/install/custom-server.rst")),
    ("ships", change("Upgrade JupyterLab version", "yuvipanda", paths="tljh/requirements-base.txt")),
    ("ci", change("Provide more memory for integration tests", "GeorgianaElena", paths=".circleci/config.yml")),
    ("documentation", change("Add a useful link to the git repo, fix a typo, in docs", "danlester", paths="docs/howto/content/share-data.rst")),
    ("ci", change("Rename to --bootstrap-pip-spec in the integration tests", "jtpio", paths="integration-tests/run.py")),
    ("ci", change("Fix failing unit test", "GeorgianaElena", paths="tests/test_conda.py")),
    ("documentation", change("Update the docs theme to pydata-sphinx-theme", "jtpio", paths="docs/conf.py docs/requirements.txt")),
    ("ships", change("Fix typo in --user-requirements-txt-url help", "jtpio", paths="tljh/installer.py")),
    ("ships", change("Fix installer", "GeorgianaElena", paths="tljh/installer.py")),
    ("ci", change("Update tests", "GeorgianaElena", paths="integration-tests/test_hub.py")),
    ("ships", change("Set tls 1.2 to be the min version", "GeorgianaElena", paths="tljh/traefik.toml.tpl")),
    ("documentation", change("readme: update --help output", "consideRatio")),
    ("ships", change("Build and publish Docker Hub image for amd64 and arm64", "manics", paths=".github/workflows/publish.yml Dockerfile")),
    ("version", change("changelog for 4.3")),
    ("ci", change("Add tests for last-activity updates", paths="test/proxy_spec.js")),
    ("development", change("adopt pre-commit")),
    ("runtime", change("Bump commander from 6.2.1 to 7.1.0", "dependabot[bot]")),
    ("development", change("Bump jasmine from 3.6.4 to 3.7.0", "dependabot[bot]")),
    ("development", change("Update dependency prettier to v2", "renovate[bot]")),
    ("runtime", change("Update node Docker tag to v12.18.3", "renovate[bot]")),
    ("ci", change("travis -> github actions", paths=".travis.yml .github/workflows/test.yml README.md")),
    ("ci", change("build(deps): bump pypa/gh-action-pypi-publish from 1.8.5 to (edit) release/v1", "dependabot[bot]")),
    ("ships", change("Bump to Node 18", "jtpio", paths="repo2docker/buildpacks/base.py")),
    ("ships", change("jupyterlab 3.1.17", paths="repo2docker/buildpacks/conda/environment.yml")),
    ("development", change("Update black version", "yuvipanda")),
    ("ships", change("Security patches of known vulnerabilities in docker image", "wongannaw", paths="Dockerfile")),
    ("ships", change("Deps: npm audit fix to bump patch versions", "consideRatio", paths="package-lock.json")),
    ("version", change("Initial changelog for 2022.10.0", "manics", paths="docs/source/changelog.md")),
    ("ci", change("Fix tests/external/reproductions.repos.yaml", "manics", paths="tests/external/reproductions.repos.yaml")),
)  # fmt: skip
"""What the rules were tried on after they were made."""

UNCERTAIN: tuple[tuple[Kind, Change], ...] = (
    ("ci", change("Add test and release automation", "consideRatio", labels="maintenance", paths=".github/workflows/release.yaml .github/workflows/test.yaml RELEASE.md pyproject.toml")),
    ("version", change("upgrade version to launch at pypi", "leportella", paths="setup.py")),
    ("version", change("Change setup to version 0.0.4", "leportella", paths="setup.py")),
    ("version", change("Increase Native Auth version to 0.0.2", "leportella", paths="setup.py")),
)  # fmt: skip
"""Of what was kept aside, what titles and files do not tell; so it ships."""
