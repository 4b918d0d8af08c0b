"""A body beside the template, for what does not fit into CloudFormation's 1 MB.

The body names functions by ARNs that only the deployment knows, and a plain asset would ship CDK's token text in their
place. ``AWS::Include`` resolves them but takes 450 KB, and counts as template (docs/decisions/0009). So CDK's own
``BucketDeployment`` copies the file: its custom resource puts the values in place of markers, at deploy.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import jsii
from aws_cdk import (
    Aspects,
    IAspect,
    IStableStringProducer,
    Lazy,
    RemovalPolicy,
    Stack,
    Token,
    Tokenization,
)
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as s3_assets
from aws_cdk import aws_s3_deployment as s3_deployment
from constructs import Construct, IConstruct

from ..problems import DeclarationError
from .document import Json
from .referred import Referred

_TOKENS: Final = re.compile(r"\$\{Token\[[^]]*\]\}")


class BodyFile:
    """The file, its bucket and the deployment into it; written at synthesis, when every route is there.

    ``body`` gives the document then, ``beside`` what else must make a new file, such as names of functions.
    """

    def __init__(self, scope: Construct, body: Callable[[], Json], beside: Callable[[], Iterable[str]]) -> None:
        self._stack = Stack.of(scope)
        self._body = body
        self._beside = beside
        self._key = _Key()
        self._bucket = s3.Bucket(
            scope,
            "BodyBucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            removal_policy=RemovalPolicy.DESTROY,
            auto_delete_objects=True,
        )
        self._deployment = s3_deployment.BucketDeployment(
            scope,
            "BodyDeployment",
            sources=[],
            destination_bucket=self._bucket,
            prune=False,  # a rollback imports the file before
            retain_on_delete=False,
        )
        self.definition = ag.ApiDefinition.from_bucket(self._bucket, Lazy.string(self._key))
        # An empty construct of its own, because an aspect is called for everything below.
        Aspects.of(Construct(scope, "Body")).add(_AtSynthesis(self._write))

    def import_into(self, api: ag.SpecRestApi) -> None:
        """Have ``api`` import the file after it was copied."""
        resource = api.node.default_child
        assert isinstance(resource, ag.CfnRestApi)
        resource.node.add_dependency(self._deployment)

    def _write(self) -> None:
        text, markers = marked(self._body())
        values = meaning_of(list(markers.values()), self._stack)
        digest = hashlib.sha256("\n".join([text, values, *self._beside()]).encode()).hexdigest()
        self._key.value = f"openapi-{digest[:32]}.json"
        self._deployment.add_source(_Source(self._key.value, text, markers))


def marked(body: Json) -> tuple[str, dict[str, str]]:
    """Return a body as text with a marker for every token, each token once, and the tokens by marker.

    >>> marked({"a": "${Token[A.1]}x", "b": "${Token[A.1]}"})
    ('{"a":"<<marker:0xbaba:0>>x","b":"<<marker:0xbaba:0>>"}', {'<<marker:0xbaba:0>>': '${Token[A.1]}'})
    """
    _refuse_all_but_texts(body)
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    tokens = dict.fromkeys(_TOKENS.findall(text))
    markers = {token: f"<<marker:0xbaba:{number}>>" for number, token in enumerate(tokens)}
    return _TOKENS.sub(lambda match: markers[match[0]], text), {marker: token for token, marker in markers.items()}


def meaning_of(tokens: list[str], stack: Stack) -> str:
    """Return what tokens stand for, as text that is equal in equal builds.

    References between stacks become imports only after aspects. Until then ``Fn`` of one stack and ``Fn`` of another
    resolve to the same ``Fn::GetAtt``, so the constructs that are referred to stand beside it.
    """
    seen = Referred()
    Tokenization.resolve(tokens, scope=stack, resolver=seen, preparing=False)
    return json.dumps([stack.resolve(tokens), seen.constructs], sort_keys=True)


def _refuse_all_but_texts(value: Any) -> None:
    if isinstance(value, dict):
        for item in value.values():
            _refuse_all_but_texts(item)
    elif isinstance(value, list):
        if Token.is_unresolved(value):
            _refuse("list")
        for item in value:
            _refuse_all_but_texts(item)
    elif not isinstance(value, str | bool | None) and Token.is_unresolved(value):
        _refuse("number")


def _refuse(kind: str) -> None:
    problem = (
        f"the body holds a {kind} that is known only at deployment, and only texts can be put into an asset: give the "
        f"{kind} itself, or use definition='openapi'"
    )
    raise DeclarationError("definition='openapi-asset'", [problem])


@jsii.implements(IStableStringProducer)
class _Key:
    value = ""

    def produce(self) -> str:
        return self.value


@jsii.implements(IAspect)
class _AtSynthesis:
    """Calls ``write`` in time for references between stacks: after every route, before tokens are resolved."""

    def __init__(self, write: Callable[[], None]) -> None:
        self._write: Callable[[], None] | None = write

    def visit(self, node: IConstruct) -> None:  # noqa: ARG002  (there is one)
        if self._write is not None:
            write, self._write = self._write, None
            write()


@jsii.implements(s3_deployment.ISource)
class _Source:
    """The file as CDK's deployment takes it: an asset, and what to put in place of the markers."""

    def __init__(self, name: str, text: str, markers: dict[str, str]) -> None:
        self._name = name
        self._text = text
        self._markers = markers

    def bind(self, scope: Construct, *, handler_role: iam.IRole) -> s3_deployment.SourceConfig:
        with TemporaryDirectory() as folder:
            Path(folder, self._name).write_text(self._text, encoding="utf-8")
            asset = s3_assets.Asset(scope, "File", path=folder)
        asset.grant_read(handler_role)
        return s3_deployment.SourceConfig(
            bucket=asset.bucket,
            zip_object_key=asset.s3_object_key,
            markers=self._markers,
            markers_config=s3_deployment.MarkersConfig(json_escape=True),
        )
