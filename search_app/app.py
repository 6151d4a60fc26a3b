"""The application factory."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from werkzeug import Response
from werkzeug.exceptions import HTTPException

from indexer.errors import IndexUnavailable, XunzhangError, explain_os_error
from indexer.settings import Settings
from search_app import api, web
from search_app.api.json_provider import OrjsonProvider
from search_app.compression import compress
from search_app.database import DataUnavailable
from search_app.languages import init_languages, translated
from search_app.query.fields import FACET_LABELS
from search_app.runtime import Runtime, asset_version
from search_app.search.parameters import BadParameter
from search_app.web import clipping, correcting, reading, saving
from search_app.web.revalidation import tag_by_body

_log = logging.getLogger(__name__)


def create_app(settings: Settings) -> Flask:
    """The pages and the JSON interface over the index and data folders of `settings`."""
    app = Flask(__name__)
    app.json = OrjsonProvider(app)
    app.config.update(
        SECRET_KEY=secret_key(settings.data),
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        MAX_CONTENT_LENGTH=1_000_000,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["xunzhang"] = Runtime(settings)
    app.jinja_env.undefined = StrictUndefined  # a name that a page misses is a fault, not a blank
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset_version"] = asset_version(Path(app.root_path))
    init_languages(app)
    CSRFProtect(app)
    app.register_blueprint(web.blueprint)
    app.register_blueprint(reading.blueprint)
    app.register_blueprint(saving.blueprint)
    app.register_blueprint(clipping.blueprint)
    app.register_blueprint(correcting.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(BadParameter, _bad_parameter)
    app.register_error_handler(IndexUnavailable, _no_index)
    app.register_error_handler(DataUnavailable, _no_data)
    app.after_request(compress)
    app.after_request(tag_by_body)  # which runs first: what is left out need not be compressed
    app.after_request(_secure)
    return app


def secret_key(data: Path) -> bytes:
    """The key that signs forms, made once and kept in the data folder for its owner alone."""
    path = data / "secret-key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            fresh = path.with_name(f"secret-key.{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_bytes(secrets.token_bytes(32))
            fresh.replace(path)
        return path.read_bytes()
    except OSError as error:
        raise XunzhangError(f"数据文件夹 {data} 不能读写：{explain_os_error(error)}") from error


def _error_page(heading: str, message: str, status: int) -> tuple[Response | str, int]:
    if request.path.startswith("/api/"):
        return api.problem(message, status)
    return render_template("error.html", heading=heading, message=message), status


def _http_error(error: HTTPException) -> tuple[Response | str, int]:
    status = error.code or 500
    heading, message = {
        404: (_("没有这一页"), _("地址可能写错了，或者语料更新后这一篇已经不在了。")),
        405: (_("不能这样访问"), _("这个地址不接受这种请求。")),
        413: (_("内容太大"), _("提交的内容超过了上限。")),
    }.get(status, (_("出错了"), _("服务器处理这个请求时出了错，已经记入日志。请稍后再试。")))
    return _error_page(heading, message, status)


def _csrf_error(error: CSRFError) -> tuple[Response | str, int]:
    return _error_page(_("表单已过期"), _("请退回上一页，刷新后再提交一次。"), 400)


def _bad_parameter(error: BadParameter) -> tuple[Response | str, int]:
    names = FACET_LABELS | {"from": "起始年份", "to": "截止年份"}
    name = translated(names.get(error.parameter, error.parameter))
    problem = _("%(parameter)s：%(problem)s", parameter=name, problem=translated(error.message))
    return _error_page(_("地址里的条件有误"), problem, 400)


def _no_index(error: IndexUnavailable) -> tuple[Response | str, int]:
    return _error_page(_("还没有索引"), translated(error.message), 503)


def _no_data(error: DataUnavailable) -> tuple[Response | str, int]:
    _log.error("%s", error)
    return _error_page(_("出错了"), translated(error.message), 503)


def _secure(response: Response) -> Response:
    """Nothing is loaded from elsewhere and nothing runs inline, whatever a report contains."""
    response.headers.update(_SECURITY)
    return response


_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
        " frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
