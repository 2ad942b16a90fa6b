package dev.gossip.discovery.bootstrap;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.discovery.bootstrap.ExchangeCodec.Addresses;
import dev.gossip.discovery.bootstrap.ExchangeCodec.Question;
import dev.gossip.discovery.reach.Reach;
import dev.gossip.discovery.reach.Share;
import dev.gossip.discovery.timing.Jitter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks nodes for addresses of others, and answers those that ask. */
final class PeerExchange {
  /** Before a node that has not answered is asked again, and twice as long each time; a guess. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

  /**
   * Before a node that has answered is asked again, and twice as long each time; with its variation
   * longer than {@link #ANSWER_NANOS}. A guess: a node that was asked before it knew others is soon
   * asked again, or the first nodes of a network would wait long for their peers.
   */
  private static final Duration ANSWERED_PAUSE = Duration.ofSeconds(15);

  /** The longest pause; a guess. */
  private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

  /** A node is answered at most once in this time, in nanoseconds; a guess. */
  private static final long ANSWER_NANOS = 10_000_000_000L;

  /** What a node says about its own address is used at most once in this time; a guess. */
  private static final long ADVERTISED_NANOS = 60_000_000_000L;

  private final DiscoveryContext context;
  private final Share share;

  /** Those that are up; the node limits how many these are. */
  private final Map<PeerId, Node> nodes = new TreeMap<>();

  /** A node that is up. */
  private static final class Node {
    final PeerId id;
    final PeerAddress address;
    Duration pause = FIRST_PAUSE;
    boolean owesAnswer;
    @Nullable TimerHandle nextQuestion;
    @Nullable Long answeredNanos;
    @Nullable Long advertisedNanos;

    Node(PeerId id, PeerAddress address) {
      this.id = id;
      this.address = address;
    }
  }

  PeerExchange(DiscoveryContext context) {
    this.context = context;
    this.share = new Share(context.addresses());
  }

  void onNodeUp(PeerId id, PeerAddress address) {
    onNodeDown(id);
    Node node = new Node(id, address);
    nodes.put(id, node);
    ask(node);
  }

  void onNodeDown(PeerId id) {
    Node node = nodes.remove(id);
    if (node != null) {
      cancelQuestion(node);
    }
  }

  private static void cancelQuestion(Node node) {
    if (node.nextQuestion != null) {
      node.nextQuestion.cancel();
      node.nextQuestion = null;
    }
  }

  // ---- asking --------------------------------------------------------------------------------

  private void ask(Node node) {
    ByteString body = ExchangeCodec.ask(toAdvertise(node));
    if (body.size() <= context.maxControlBytes(node.id)) {
      context.sendControl(node.id, body);
      node.owesAnswer = true;
    }
    askLater(node);
  }

  private void askLater(Node node) {
    cancelQuestion(node);
    Duration pause = node.pause;
    Duration twice = pause.multipliedBy(2);
    node.pause = twice.compareTo(MAX_PAUSE) < 0 ? twice : MAX_PAUSE;
    node.nextQuestion =
        context.schedule(
            Jitter.near(pause, context.random()), "ask for addresses", () -> ask(node));
  }

  /** The own address, if it is not where the other node sees this one anyway. */
  private Optional<PeerAddress> toAdvertise(Node node) {
    return context
        .addresses()
        .ownAddress()
        .filter(own -> own.isIp() && Reach.isShared(own, node.address))
        .filter(own -> !context.observedAddress(node.id).equals(Optional.of(own)));
  }

  void onAddresses(PeerId from, Addresses addresses) {
    Node node = nodes.get(from);
    if (node == null || !node.owesAnswer) {
      return;
    }
    node.owesAnswer = false;
    if (node.pause.compareTo(ANSWERED_PAUSE) < 0) {
      node.pause = ANSWERED_PAUSE;
      askLater(node);
    }
    for (PeerAddress address : addresses.list()) {
      propose(node, address);
    }
  }

  private void propose(Node teller, PeerAddress address) {
    if (Reach.isShared(address, teller.address)) {
      context.proposeFrom(teller.address, address);
    }
  }

  // ---- answering -----------------------------------------------------------------------------

  /** Only what is linked is answered, so a forged source address gets nothing. */
  void onQuestion(PeerId from, Question question) {
    Node node = nodes.get(from);
    if (node == null) {
      return;
    }
    long now = context.nowNanos();
    if (question.advertised().isPresent() && isDue(node.advertisedNanos, now, ADVERTISED_NANOS)) {
      node.advertisedNanos = now;
      propose(node, question.advertised().get());
    }
    if (isDue(node.answeredNanos, now, ANSWER_NANOS)) {
      answer(node, question.max(), now);
    }
  }

  private static boolean isDue(@Nullable Long lastNanos, long now, long pauseNanos) {
    return lastNanos == null || now - lastNanos >= pauseNanos;
  }

  private void answer(Node node, int max, long now) {
    Optional<PeerAddress> own = context.addresses().ownAddress();
    List<PeerAddress> addresses =
        share.at(now).stream()
            .filter(address -> !address.equals(node.address) && !own.equals(Optional.of(address)))
            .filter(address -> Reach.isShared(address, node.address))
            .limit(max)
            .toList();
    ExchangeCodec.answer(addresses, context.maxControlBytes(node.id))
        .ifPresent(
            body -> {
              node.answeredNanos = now;
              context.sendControl(node.id, body);
            });
  }
}
