package dev.gossip.core.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.peer.HelloExchange;
import dev.gossip.core.engine.spec.ChannelTables;
import dev.gossip.core.proto.Control;
import dev.gossip.core.proto.Hello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Frames, contents and ids are equal to the examples in {@code docs/wire-format.md}. */
class WireFormatTest {
  private static final String NETWORK = "gossip";
  private static final long NOW = 1_700_000_000_000L;
  private static final PeerAddress RECEIVER = PeerAddress.parse("127.0.0.1:5000");
  private static final ByteString AUTHOR =
      ByteString.fromHex("404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f");

  private final String document;
  private final MessageCodec codec = new MessageCodec(NETWORK);
  private final HelloExchange exchange =
      new HelloExchange(NETWORK, ChannelTables.ofDefaultNode(), "signing.none");

  WireFormatTest() throws IOException {
    Path module = Path.of(System.getProperty("basedir", ""));
    document = Files.readString(module.resolve("../docs/wire-format.md"));
  }

  @Test
  void helloMatchesTheDocument() throws InvalidProtocolBufferException {
    assertThat(exchange.frame(false, true, NOW, RECEIVER)).isEqualTo(vector("frame-hello"));
    assertThat(exchange.frame(true, false, NOW, RECEIVER)).isEqualTo(vector("frame-hello-answer"));

    Hello first = Frames.body(Frames.HELLO_PARSER, vector("frame-hello"));
    assertThat(exchange.compare(first)).isNull();
    assertThat(first.getHeardYou()).isFalse();
    assertThat(first.getAnswerMe()).isTrue();
    Hello answer = Frames.body(Frames.HELLO_PARSER, vector("frame-hello-answer"));
    assertThat(answer.getHeardYou()).isTrue();
    assertThat(answer.getAnswerMe()).isFalse();
    assertThat(Frames.hello(first)).isEqualTo(vector("frame-hello"));
  }

  @Test
  void unsignedMessageMatchesTheDocument() throws InvalidProtocolBufferException {
    GossipMessage message =
        codec.compose(
            AuthorId.NONE,
            "main",
            0x0102030405060708L,
            1_700_000_000_000L,
            300_000,
            ByteString.copyFromUtf8("hello"));

    assertThat(message.signedBytes()).isEqualTo(vector("content"));
    assertThat(message.id().bytes()).isEqualTo(vector("id"));
    assertThat(Frames.payload(message, ByteString.EMPTY)).isEqualTo(vector("frame-payload"));
    assertRoundTrip("frame-payload");
  }

  @Test
  void signedMessageMatchesTheDocument() throws InvalidProtocolBufferException {
    GossipMessage message =
        codec
            .compose(
                new AuthorId(AUTHOR),
                "news",
                1_700_000_000_000_000L,
                1_700_000_000_000L,
                300_000,
                ByteString.copyFromUtf8("hello"))
            .withSignature(ByteString.copyFromUtf8("signature"));

    assertThat(message.signedBytes()).isEqualTo(vector("content-signed"));
    assertThat(message.id().bytes()).isEqualTo(vector("id-signed"));
    assertThat(Frames.payload(message, ByteString.copyFromUtf8("head")))
        .isEqualTo(vector("frame-payload-signed"));
    assertRoundTrip("frame-payload-signed");
  }

  @Test
  void idInAnotherNetworkMatchesTheDocument() {
    MessageId elsewhere = new MessageCodec("test").id(vector("content"));

    assertThat(elsewhere.bytes()).isEqualTo(vector("id-elsewhere"));
  }

  @Test
  void controlFrameMatchesTheDocument() throws InvalidProtocolBufferException {
    ByteString body = ByteString.copyFromUtf8("ask");
    assertThat(Frames.control(0, body)).isEqualTo(vector("frame-control"));
    assertThat(Frames.control(3, body)).isEqualTo(vector("frame-control-channel"));

    Control control = Frames.body(Frames.CONTROL_PARSER, vector("frame-control-channel"));
    assertThat(control.getChannel()).isEqualTo(3);
    assertThat(control.getBody()).isEqualTo(body);
  }

  @Test
  void announcementAndRequestMatchTheDocument() throws InvalidProtocolBufferException {
    MessageId id = new MessageId(vector("id").toByteArray());
    assertThat(Frames.announcement(id, 61_000)).isEqualTo(vector("frame-announcement"));
    assertThat(Frames.request(id)).isEqualTo(vector("frame-request"));

    assertThat(Frames.announced(vector("frame-announcement")))
        .isEqualTo(new Frames.Announced(id, 61_000));
    assertThat(Frames.requestedId(vector("frame-request"))).isEqualTo(id);
  }

  private void assertRoundTrip(String name) throws InvalidProtocolBufferException {
    PayloadFrame payload = PayloadFrame.of(vector(name));
    GossipMessage read =
        codec.decode(codec.id(payload.content()), payload.content(), payload.signature());

    assertThat(Frames.payload(read, payload.header())).isEqualTo(vector(name));
  }

  /** Reads an example from the document, so that the document cannot differ from the tests. */
  private ByteString vector(String name) {
    // A name and a colon on a line; below it indented lines of hex digits.
    Matcher matcher =
        Pattern.compile("^" + name + ":\\R((?: +[0-9a-f ]+(?:\\R|\\z))+)", Pattern.MULTILINE)
            .matcher(document);
    assertThat(matcher.find()).as("%s is in the document", name).isTrue();
    return ByteString.fromHex(matcher.group(1).replaceAll("\\s", ""));
  }
}
