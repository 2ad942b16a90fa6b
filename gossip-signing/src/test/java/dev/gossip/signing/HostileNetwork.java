package dev.gossip.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.simulation.LinkProtection;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.HostileRelay;
import dev.gossip.simulation.attack.MessageAttack;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Twenty nodes that flood signed messages; six are hostile and relay no honest messages. */
final class HostileNetwork {
  static final int NODES = 20;
  static final int HOSTILE = 6;
  static final int HONEST = NODES - HOSTILE;
  private static final int PUBLISHERS = 3;
  private static final Duration PAUSE = Duration.ofMillis(100);

  final SimulatedNetwork simulated;
  private final List<MessageId> published = new ArrayList<>();
  private final Map<String, Long> events = new TreeMap<>();

  /**
   * @param settings alternating keys and values
   */
  HostileNetwork(long seed, MessageAttack.Factory attack, String... settings) {
    Simulation simulation =
        Simulation.seeded(seed)
            .nodes(NODES)
            .topology(Topologies.randomRegular(8))
            .with(new Ed25519Plugin())
            .events(this::onEvent)
            .hostile(
                node -> node < HOSTILE,
                variant -> variant.with(new HostileRelay("relay.flooding", attack)));
    LinkProtection.settings(seed).forEach(simulation::set);
    for (int i = 0; i < settings.length; i += 2) {
      simulation.set(settings[i], settings[i + 1]);
    }
    simulated = simulation.start();
    simulated.awaitLinks(Duration.ofSeconds(60));
  }

  private void onEvent(NodeEvent event, int node) {
    if (node < HOSTILE) {
      return;
    }
    if (event instanceof NodeEvent.Dropped dropped) {
      events.merge("dropped." + dropped.reason(), (long) dropped.count(), Long::sum);
    } else if (event instanceof NodeEvent.Equivocation) {
      events.merge("equivocations", 1L, Long::sum);
    }
  }

  /** Lets honest nodes publish in turn, one to three messages at once. */
  void publish(int messages) {
    for (int i = 0; published.size() < messages; i++) {
      SimulatedNode origin = honest().get(i % PUBLISHERS);
      int count = Math.min(1 + i % 3, messages - published.size());
      List<ByteString> payloads = new ArrayList<>();
      for (int j = 0; j < count; j++) {
        payloads.add(ByteString.copyFromUtf8("message " + (published.size() + j)));
      }
      published.addAll(origin.publishAll("main", payloads));
      simulated.runFor(PAUSE);
    }
  }

  List<SimulatedNode> honest() {
    return simulated.nodes().subList(HOSTILE, NODES);
  }

  /** Returns an honest node that publishes nothing and has a hostile peer. */
  SimulatedNode listenerWithAHostilePeer() {
    return honest().stream()
        .skip(PUBLISHERS)
        .filter(node -> simulated.edges().stream().anyMatch(edge -> connectsToHostile(node, edge)))
        .findFirst()
        .orElseThrow();
  }

  private static boolean connectsToHostile(SimulatedNode node, Edge edge) {
    return (edge.dialer() == node.index() && edge.dialed() < HOSTILE)
        || (edge.dialed() == node.index() && edge.dialer() < HOSTILE);
  }

  /** Returns the number of missing deliveries of honest messages at honest nodes. */
  long silenced() {
    return published.stream().mapToLong(id -> HONEST - reached(id)).sum();
  }

  int published() {
    return published.size();
  }

  /** Returns the number of deliveries of honest messages at honest nodes, origins included. */
  long delivered() {
    return published.stream().mapToLong(this::reached).sum();
  }

  private long reached(MessageId id) {
    MessageRecord message = simulated.record().message(id).orElseThrow();
    return honest().stream().filter(node -> message.reached(node.index())).count();
  }

  long forged() {
    return simulated.record().forged();
  }

  /** Returns the sum of a metric over the honest nodes. */
  long honestMetric(String name) {
    return honest().stream().mapToLong(node -> node.metrics().getOrDefault(name, 0L)).sum();
  }

  /** Returns the sum of the events of the honest nodes for this counter. */
  long events(String name) {
    return events.getOrDefault(name, 0L);
  }

  /** Returns a signing with a new key. */
  static MessageSigning signing(String network, RandomGenerator random) {
    AuthorKey key = AuthorKey.generate(new SplittableRandom(random.nextLong()));
    SigningContext context = new ManualSigningContext(network, random);
    return new Ed25519Signing(key, new StrictVerifier(), Trust.OPEN, 64, context);
  }
}
