package dev.gossip.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.Delivery;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.cli.testing.CliRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the dissector shows everything that real nodes send on loopback. */
@RequiresTshark
class CapturedNodesTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final ByteString LARGE = ByteString.copyFrom(new byte[30_000]);

  @TempDir private Path folder = Path.of("");

  private final CaptureFile capture = CaptureFile.ofIp();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  private GossipNodeBuilder node(String security, String relay) {
    return GossipNode.builder()
        .with(new RecordingUdp(capture))
        .network("captured")
        .set("gossip.relay.use", "repair")
        .set("gossip.relay.repair.inner", relay)
        .set("gossip.signing.use", "ed25519")
        .set("gossip.discovery.use", "bootstrap")
        .set("gossip.transport.udp.security", security)
        .set("gossip.debug.keylog", folder.resolve("keys").toString());
  }

  private GossipNode joinedTo(GossipNode seed, GossipNodeBuilder joining) throws Exception {
    GossipNode node = joining.seed(seed.address().toString()).onMessage("news", this::got).start();
    node.awaitReady(LIMIT);
    seed.awaitReady(LIMIT);
    return node;
  }

  private void run(String security) throws Exception {
    try (GossipNode first = node(security, "relay.dandelion").start();
        GossipNode second = joinedTo(first, node(security, "relay.dandelion"))) {
      publish(first, ByteString.copyFromUtf8("small"));
      publish(second, ByteString.copyFromUtf8("small"));
      await(1);
    }
    try (GossipNode first = node(security, "relay.flooding").start();
        GossipNode second = joinedTo(first, node(security, "relay.flooding"))) {
      publish(first, ByteString.copyFromUtf8("small"));
      publish(first, LARGE);
      await(2);
      // It has missed both, and gets them by repair.
      try (GossipNode third = joinedTo(first, node(security, "relay.flooding"))) {
        await(2);
        assertThat(third.peers()).isNotEmpty();
      }
      assertThat(second.peers()).isNotEmpty();
    }
  }

  private static void publish(GossipNode node, ByteString payload) throws InterruptedException {
    assertThat(node.publish("news", payload, LIMIT)).isInstanceOf(PublishOutcome.Accepted.class);
  }

  private void got(Delivery delivery) {
    received.add(delivery.toString());
  }

  private void await(int messages) throws InterruptedException {
    for (int i = 0; i < messages; i++) {
      assertThat(received.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("message " + i).isNotNull();
    }
  }

  @Test
  void everyFieldOfOpenedDatagramsIsShown() throws Exception {
    run("noise");
    Path sealed = capture.write(folder.resolve("nodes.pcap"));
    Path keys = folder.resolve("keys");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rw-------");

    CliRun run = CliRun.of("decrypt", sealed.toString(), keys.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).singleElement().asString().contains(" 0 without a key, 0 damaged");
    assertEveryFieldIsShown(sealed);
    Path opened = folder.resolve("nodes-opened.pcap");
    List<Tshark.Packet> packets = assertEveryFieldIsShown(opened);
    assertThat(packets).allSatisfy(packet -> assertThat(packet.values("sealed")).isEmpty());
    assertThat(shownIn(packets))
        .contains("init.suite", "cookie", "ephemeral_key", "token", "close.detail")
        .containsAll(FRAMES);
  }

  @Test
  void everyFieldOfPlainLinksIsShown() throws Exception {
    run("none");
    List<Tshark.Packet> packets =
        assertEveryFieldIsShown(capture.write(folder.resolve("plain.pcap")));

    assertThat(shownIn(packets)).contains("greeting.node_id", "close.detail").containsAll(FRAMES);
    assertThat(Files.size(folder.resolve("keys"))).isZero();
  }

  private static final List<String> FRAMES =
      List.of(
          "acks.run",
          "hello.channel.plugin",
          "payload.header",
          "payload.signature",
          "content.author",
          "content.topic",
          "dandelion.stem",
          "dandelion.arrived",
          "announcement.id",
          "request.id",
          "fragment.data",
          "exchange.ask.max",
          "repair.ask.round",
          "repair.symbols.sum",
          "repair.resolve.short_id",
          "repair.resolved.id",
          "repair.request");

  private static Set<String> shownIn(List<Tshark.Packet> packets) {
    Set<String> names = new TreeSet<>();
    packets.forEach(packet -> packet.fields().forEach(field -> names.add(field.name())));
    return names;
  }

  private static List<Tshark.Packet> assertEveryFieldIsShown(Path capture) throws Exception {
    List<ByteString> datagrams = Datagrams.of(capture);
    List<Tshark.Packet> packets = Tshark.dissect(capture);
    assertThat(packets).hasSameSizeAs(datagrams);
    ExpectedFields expected = new ExpectedFields();
    for (int i = 0; i < packets.size(); i++) {
      Tshark.Packet packet = packets.get(i);
      // Connection ids are random, so the other end need not be known.
      assertThat(packet.received())
          .as("packet %d of %s", i + 1, capture)
          .isEqualTo(expected.of("", datagrams.get(i)));
      assertThat(packet.protocols())
          .as("the parts of packet %d, and remarks about them", i + 1)
          .containsExactly("geninfo", "frame", "raw", "ip", "udp", "gossip");
    }
    return packets;
  }
}
