# SPDX-License-Identifier: MIT
"""The widget in a browser, with the front end that anywidget asks of a notebook."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import deltaward as dw

pytest.importorskip("anywidget")

from deltaward.notebook import Live
from deltaward.notebook.widget import module

(X, Y), _ = dw.datasets.load_digits()

# anywidget's contract: an ES module whose default export has render({model, el}), a model with get,
# on and off, bytes as DataView, and what render returns is called when the view goes.
FRONT_END = """async (source) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { default: widget } = await import(url);
  const hooks = new Set();
  let message = new DataView(new ArrayBuffer(0));
  globalThis.hooks = hooks;
  globalThis.put = (text) => {
    const bytes = new TextEncoder().encode("##" + text);
    message = new DataView(bytes.buffer, 2);
    hooks.forEach((hook) => hook());
  };
  const model = {
    get: (name) => ({ message })[name],
    on: (event, hook) => event === "change:message" && hooks.add(hook),
    off: (event, hook) => hooks.delete(hook),
  };
  const el = document.createElement("div"); // in JupyterLab it stands nowhere yet
  globalThis.close = await widget.render({ model, el });
  document.querySelector(".cell").append(el);
}"""


class Notebook:
    """One cell that shows the widget."""

    def __init__(self, page: Any, colour: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.set_content(f'<body style="color: {colour}"><div class="cell"></div></body>')
        page.on("request", lambda request: self.requests.append(request.url))
        page.evaluate(FRONT_END, module())

    @property
    def frame(self) -> Any:
        return self.page.frame_locator("iframe")

    def put(self, *messages: bytes) -> None:
        self.page.evaluate("texts => texts.forEach(put)", [m.decode() for m in messages])

    def wait(self, status: str) -> None:
        self.frame.locator(".status", has_text=status).wait_for(timeout=20_000)

    def evaluate(self, code: str) -> Any:
        return self.frame.locator("body").evaluate(code)

    def nodes(self, layer: int) -> list[float]:
        found = self.evaluate(
            f"""() => [...document.querySelectorAll('.node[data-layer="{layer}"]')]
            .map(e => Number(e.dataset.value))"""
        )
        return [float(value) for value in found]


@pytest.fixture
def notebook(browser: Any) -> Iterator[Callable[..., Notebook]]:
    pages: list[Any] = []
    books: list[Notebook] = []

    def open_(colour: str = "black") -> Notebook:
        pages.append(browser.new_page())
        books.append(Notebook(pages[-1], colour))
        return books[-1]

    yield open_
    for page, book in zip(pages, books, strict=True):
        assert not book.errors
        assert [url for url in book.requests if not url.startswith(("blob:", "data:"))] == []
        page.close()


@pytest.fixture(scope="module")
def run() -> tuple[dw.Network, Any, Any, list[bytes]]:
    """A trained network, what it was before as a trace, after, and the messages in between."""
    net, live = dw.Network([64, 8, 10], activation="tanh", seed=1), Live(X[:2], Y[:2])
    live.budget.share = 10.0
    messages: list[bytes] = []
    live.widget.observe(lambda change: messages.append(change["new"]), "message")
    before = net.trace(X[:1], Y[:1])
    net.fit(X, Y, epochs=4, callbacks=live, verbose=0)
    return net, before, net.trace(X[:1], Y[:1]), messages


def _error_of_layer_1(book: Notebook) -> None:
    book.frame.locator('.stop[aria-label*="BP2"]').click()


def test_numbers_follow_the_training_and_the_step_stays(
    notebook: Callable[..., Notebook], run: Any
) -> None:
    _, before, after, messages = run
    book = notebook()
    book.put(messages[0])
    book.wait("before epoch 1 of 4")
    _error_of_layer_1(book)
    np.testing.assert_allclose(book.nodes(1), before.layers[0].delta[0], rtol=1e-6)
    book.frame.locator('.node[data-layer="1"][data-index="5"]').click()
    assert "Neuron 5 of layer 1" in str(book.frame.locator(".facts h2").first.text_content())
    book.put(messages[-1])
    book.wait("trained: epoch 4 of 4")
    np.testing.assert_allclose(book.nodes(1), after.layers[0].delta[0], rtol=1e-6)
    assert "BP2" in str(book.frame.locator(".step h2").text_content())
    assert "Neuron 5 of layer 1" in str(book.frame.locator(".facts h2").first.text_content())
    told = book.frame.locator(".facts .details [data-name=delta]").first
    assert told.evaluate("e => Number(e.value ?? e.dataset.value)") == pytest.approx(
        after.layers[0].delta[0][5], rel=1e-6
    )
    assert not book.frame.locator(".lab").is_visible()


def test_a_slow_frame_gets_the_newest_and_not_all(
    notebook: Callable[..., Notebook], run: Any
) -> None:
    _, _, after, messages = run
    book = notebook()
    book.put(messages[0])
    book.wait("before epoch 1")
    book.evaluate(
        """() => { const root = document.querySelector(".deltaward"), renew = root.renew;
        globalThis.renewed = 0; root.renew = (c) => { globalThis.renewed++; renew(c); }; }"""
    )
    book.put(*[messages[0]] * 50, messages[-1])
    book.wait("trained")
    assert book.evaluate("() => globalThis.renewed") == 2  # the one at work, and the newest
    _error_of_layer_1(book)
    np.testing.assert_allclose(book.nodes(1), after.layers[0].delta[0], rtol=1e-6)


def test_a_frame_that_is_moved_shows_the_same_again(
    notebook: Callable[..., Notebook], run: Any
) -> None:
    book = notebook()
    book.put(run[3][-1])
    book.wait("trained")
    book.page.evaluate("() => document.body.prepend(document.querySelector('iframe'))")
    book.wait("trained")


def test_another_network_is_drawn_anew(notebook: Callable[..., Notebook], run: Any) -> None:
    book = notebook()
    book.put(run[3][-1])
    book.wait("trained")
    live = Live(X[:1], Y[:1])
    dw.Network([64, 3, 3, 10], seed=1).fit(X, Y, callbacks=live, verbose=0)
    book.put(live.widget.message)
    book.wait("trained: epoch 1 of 1")
    assert len(book.nodes(2)) == 3


def test_the_frame_is_as_high_as_the_page(notebook: Callable[..., Notebook], run: Any) -> None:
    book = notebook()
    book.put(run[3][0])
    book.wait("before")
    book.page.wait_for_function("() => document.querySelector('iframe').offsetHeight !== 480")
    inside = book.evaluate("() => [document.body.offsetHeight, document.body.scrollHeight]")
    height = book.page.locator("iframe").evaluate("e => e.offsetHeight")
    assert height == pytest.approx(inside[0], abs=1)
    assert inside[1] <= height


def test_dark_where_the_notebook_is_dark(notebook: Callable[..., Notebook], run: Any) -> None:
    book = notebook(colour="rgb(220, 220, 220)")
    book.put(run[3][0])
    book.wait("before")
    paper = "() => getComputedStyle(document.querySelector('.deltaward')).backgroundColor"
    assert book.evaluate(paper) == "rgb(22, 24, 28)"
    book.page.evaluate("() => { document.body.style.color = 'black'; }")
    book.page.wait_for_function(
        "() => document.querySelector('iframe').style.colorScheme === 'light'"
    )
    book.frame.locator('.deltaward[data-theme="light"]').wait_for()
    assert book.evaluate(paper) == "rgb(252, 251, 248)"


def test_the_frame_reaches_nothing_outside(notebook: Callable[..., Notebook], run: Any) -> None:
    book = notebook()
    book.put(run[3][0])
    book.wait("before")
    assert book.evaluate("() => globalThis.origin") == "null"
    allowed = book.page.locator("iframe").evaluate("e => e.getAttribute('sandbox')")
    assert allowed == "allow-scripts"


def test_a_view_that_goes_listens_no_more(notebook: Callable[..., Notebook], run: Any) -> None:
    book = notebook()
    book.put(run[3][0])
    book.wait("before")
    book.page.evaluate("() => close()")
    assert book.page.evaluate("() => hooks.size") == 0
    book.put(run[3][-1])
    assert "before" in str(book.frame.locator(".status").text_content())
