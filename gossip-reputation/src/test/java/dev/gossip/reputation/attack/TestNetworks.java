package dev.gossip.reputation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.signing.Ed25519Plugin;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.signing.SharedChecks;
import dev.gossip.testkit.GossipTest;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Networks whose nodes prove their ids and sign, and the traffic of their honest nodes. */
public final class TestNetworks {
  /** Whether this is a longer build, with more and larger networks. */
  public static final boolean IS_LONG = Integer.getInteger(GossipTest.SCALE_PROPERTY, 1) > 1;

  /** Whether this run takes hours, to show what docs/reputation.md says. */
  static final boolean IS_VALIDATION = System.getProperty("gossip.validation", "").equals("full");

  private TestNetworks() {}

  /** A network with protected links, signatures, and flooding with repair. */
  public static Simulation protectedBy(String spamControls, long seed) {
    return protect(Simulation.seeded(seed), spamControls);
  }

  /** Gives a network protected links, signatures, and flooding with repair. */
  public static Simulation protect(Simulation simulation, String spamControls) {
    return simulation
        .with(new SharedChecks(new Ed25519Plugin()))
        .set("gossip.transport.udp.security", "noise")
        .set("gossip.relay.use", "repair")
        .set("gossip.relay.repair.inner", "flooding")
        .set("gossip.spam.use", spamControls);
  }

  /**
   * The seeds to try for one that a test is given: several in a validation.
   *
   * @param many how many a validation tries
   */
  public static LongStream seeds(long seed, int many) {
    return IS_VALIDATION ? new SplittableRandom(seed).longs(many) : LongStream.of(seed);
  }

  /** Lets some nodes publish in turn at random, at a constant rate. */
  public static void publish(
      SimulatedNetwork network, List<Integer> authors, int perSecond, Duration time) {
    SplittableRandom random = new SplittableRandom(network.seed());
    Duration interval = Duration.ofSeconds(1).dividedBy(perSecond);
    for (long i = 0; i < time.toSeconds() * perSecond; i++) {
      publish(network.node(authors.get(random.nextInt(authors.size()))), 256, random);
      network.runFor(interval);
    }
  }

  /** Publishes a message with a random payload, unless the node is down or alone. */
  public static void publish(SimulatedNode node, int bytes, SplittableRandom random) {
    publish(node, GossipMessage.DEFAULT_TOPIC, bytes, random);
  }

  /** Publishes a message on a topic. */
  public static void publish(SimulatedNode node, String topic, int bytes, SplittableRandom random) {
    byte[] payload = new byte[bytes];
    random.nextBytes(payload);
    if (node.isUp() && !node.peers().isEmpty()) {
      node.publish(topic, ByteString.copyFrom(payload));
    }
  }

  /** The nodes that are not hostile. */
  public static List<Integer> honestNodes(SimulatedNetwork network) {
    return network.nodes().stream()
        .filter(node -> !node.isHostile())
        .map(SimulatedNode::index)
        .toList();
  }

  /** The messages that some of the honest nodes have not got. */
  public static List<MessageId> missed(SimulatedNetwork network) {
    List<Integer> honest = honestNodes(network);
    return network.record().messages().stream()
        .filter(message -> !honest.stream().allMatch(message::reached))
        .map(MessageRecord::id)
        .toList();
  }
}
