package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.testkit.contract.SpamControlContract.Budget;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Spam control at one node: tells it what an engine tells, and turns its clock by hand. */
final class SpamBench implements SpamContext {
  static final int FRAME_BYTES = 1_177;

  /** Who is not refused by then counts as not limited; 588 MB of frames. */
  static final int MANY = 500_000;

  private final SpamControl.Factory factory;
  private final SpamControl spam;
  private final List<String> answers = new ArrayList<>();
  private long nowNanos;
  private long serial;
  private boolean recording;

  SpamBench(SpamControl.Factory factory, long startNanos) {
    this.factory = factory;
    this.nowNanos = startNanos;
    this.spam = PluginCalls.call(() -> "SpamControl.Factory.create", () -> factory.create(this));
  }

  /** A neighbour of this number, the same for the same number. */
  static Peer peer(long number) {
    return new Peer(new PeerId(bytes(number)), Direction.INBOUND);
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  void pass(Duration duration) {
    nowNanos += duration.toNanos();
  }

  /** The answers of {@link #liveThrough}, each with its question. */
  List<String> answers() {
    return answers;
  }

  // ---- single calls --------------------------------------------------------------------------

  void up(Peer peer) {
    PluginCalls.run(() -> "SpamControl.onPeerUp(" + shown(peer) + ")", () -> spam.onPeerUp(peer));
  }

  void down(Peer peer) {
    PluginCalls.run(
        () -> "SpamControl.onPeerDown(" + shown(peer) + ")", () -> spam.onPeerDown(peer));
  }

  boolean admit(Peer from, Cost cost, int amount) {
    return ask(
        () -> "SpamControl.admit(" + shown(from) + ", " + cost + ", " + amount + ")",
        () -> spam.admit(from, cost, amount));
  }

  Verdict judge(GossipMessage message, Peer from) {
    return ask(
        () -> "SpamControl.judge(" + shown(message) + ", " + shown(from) + ")",
        () -> spam.judge(message, from));
  }

  private <T> T ask(Supplier<String> question, Supplier<T> call) {
    T answer = PluginCalls.call(question, call);
    if (recording) {
      answers.add(question.get() + ": " + answer);
    }
    return answer;
  }

  void firstDelivery(GossipMessage message, Peer from) {
    PluginCalls.run(
        () -> "SpamControl.onFirstDelivery(" + shown(message) + ", " + shown(from) + ")",
        () -> spam.onFirstDelivery(message, from));
  }

  void duplicate(GossipMessage message, Peer from) {
    PluginCalls.run(
        () -> "SpamControl.onDuplicate(" + shown(message) + ", " + shown(from) + ")",
        () -> spam.onDuplicate(message, from));
  }

  void rejected(Peer from) {
    PluginCalls.run(
        () -> "SpamControl.onRejected(" + shown(from) + ")", () -> spam.onRejected(from));
  }

  void misbehaviour(Peer peer, Misbehaviour kind) {
    PluginCalls.run(
        () -> "SpamControl.onMisbehaviour(" + shown(peer) + ", " + kind + ")",
        () -> spam.onMisbehaviour(peer, kind));
  }

  // ---- stories -------------------------------------------------------------------------------

  /**
   * One control frame and one good message of a neighbour, which is each message's author, too.
   *
   * @return what was refused; empty when nothing was
   */
  String hearHonestly(Peer from, Budget budget) {
    GossipMessage message = messageBy(new AuthorId(from.id().bytes()), 100);
    if (!admit(from, Cost.CONTROL, budget.controlBytes())) {
      return "a control frame of " + budget.controlBytes() + " bytes";
    }
    if (!admit(from, Cost.PAYLOAD, budget.payloadBytes())) {
      return "a payload frame of " + budget.payloadBytes() + " bytes";
    }
    if (!admit(from, Cost.SIGNATURE_CHECK, 1)) {
      return "a signature check";
    }
    Verdict verdict = judge(message, from);
    if (verdict != Verdict.ACCEPT) {
      return "its own message, which was judged " + verdict;
    }
    firstDelivery(message, from);
    return "";
  }

  /** Everything bad that a neighbour can do, once. */
  void hearAbuse(Peer from) {
    for (Cost cost : Cost.values()) {
      admit(from, cost, cost == Cost.SIGNATURE_CHECK ? 1 : FRAME_BYTES);
    }
    GossipMessage message = messageBy(new AuthorId(ByteString.copyFrom(bytes(- ++serial))), 900);
    judge(message, from);
    firstDelivery(message, from);
    duplicate(message, from);
    rejected(from);
    for (Misbehaviour kind : Misbehaviour.values()) {
      misbehaviour(from, kind);
    }
  }

  /** Neighbours that nobody knows come, do what is bad, and go; one each millisecond. */
  void meetStrangers(int count) {
    for (int i = 0; i < count; i++) {
      Peer stranger = peer(1_000_000 + ++serial);
      up(stranger);
      hearAbuse(stranger);
      down(stranger);
      pass(Duration.ofMillis(1));
    }
  }

  /** Some minutes with five neighbours, who do all that neighbours do; repeats for the seed. */
  void liveThrough(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean[] isUp = new boolean[5];
    recording = true;
    for (int step = 0; step < 3_000; step++) {
      int number = random.nextInt(isUp.length);
      Peer peer = peer(number);
      if (!isUp[number] || random.nextInt(50) == 0) {
        if (isUp[number]) {
          down(peer);
        } else {
          up(peer);
        }
        isUp[number] = !isUp[number];
      } else {
        live(peer, random);
      }
      pass(Duration.ofMillis(random.nextInt(100)));
    }
  }

  private void live(Peer peer, SplittableRandom random) {
    GossipMessage message = messageBy(new AuthorId(peer(random.nextInt(4)).id().bytes()), 100);
    switch (random.nextInt(8)) {
      case 0 -> admit(peer, Cost.CONTROL, random.nextInt(FRAME_BYTES));
      case 1 -> admit(peer, Cost.PAYLOAD, random.nextInt(FRAME_BYTES));
      case 2 -> admit(peer, Cost.SIGNATURE_CHECK, 1);
      case 3 -> judge(message, peer);
      case 4 -> firstDelivery(message, peer);
      case 5 -> duplicate(message, peer);
      case 6 -> hearAbuse(peer);
      default -> admit(peer, Cost.PAYLOAD, 10 * FRAME_BYTES);
    }
  }

  // ---- spending ------------------------------------------------------------------------------

  /** Frames or checks that a neighbour is admitted at once until it is refused; at most MANY. */
  int spend(Peer from, Cost cost) {
    int admitted = 0;
    while (admitted < MANY && admit(from, cost, amountOf(cost))) {
      admitted++;
    }
    return admitted;
  }

  /** Messages of an author that are accepted at once until one is not; at most MANY. */
  int speak(AuthorId author, Peer from) {
    int accepted = 0;
    while (accepted < MANY && judge(messageBy(author, 100), from) == Verdict.ACCEPT) {
      accepted++;
    }
    return accepted;
  }

  /** What the plugin allocates to answer, over many times. */
  long bytesAllocatedBy(Peer from, Cost cost, int times) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int amount = amountOf(cost);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < times; i++) {
      spam.admit(from, cost, amount);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  static int amountOf(Cost cost) {
    return cost == Cost.SIGNATURE_CHECK ? 1 : FRAME_BYTES;
  }

  static AuthorId author(long number) {
    return new AuthorId(ByteString.copyFrom(bytes(number)));
  }

  /** How many objects the plugin holds; what the bench holds does not count. */
  long objectsKept() {
    return ObjectGraph.of(List.of(spam, factory), List.of(this)).count();
  }

  // ---- messages ------------------------------------------------------------------------------

  /** Messages that the engine would let through to be judged, though nobody sane sends them. */
  static List<GossipMessage> oddMessages() {
    List<GossipMessage> messages = new ArrayList<>();
    AuthorId long1 = new AuthorId(ByteString.copyFrom(new byte[1_000]));
    messages.add(GossipMessage.builder(new MessageId(new byte[32])).build());
    for (AuthorId author : List.of(AuthorId.NONE, new AuthorId(ByteString.fromHex("00")), long1)) {
      for (String topic : List.of("", "main", "\u0000\n", "x".repeat(64), "\uD83D\uDE00")) {
        messages.add(
            GossipMessage.builder(new MessageId(bytes(messages.size())))
                .author(author)
                .topic(topic)
                .sequence(messages.size() % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE)
                .createdMillis(messages.size() % 3 == 0 ? 0 : Long.MAX_VALUE)
                .lifetimeMillis(messages.size() % 4 == 0 ? 0 : 3_600_000)
                .payload(ByteString.copyFrom(new byte[messages.size() % 5 * 1_000]))
                .build());
      }
    }
    return messages;
  }

  GossipMessage messageBy(AuthorId author, int payloadBytes) {
    return GossipMessage.builder(new MessageId(bytes(++serial)))
        .author(author)
        .sequence(serial)
        .createdMillis(1_700_000_000_000L + serial)
        .lifetimeMillis(300_000)
        .payload(ByteString.copyFrom(new byte[payloadBytes]))
        .build();
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(32).putLong(24, number).array();
  }

  private static String shown(Peer peer) {
    return peer.direction() + " peer .." + peer.id().hex().substring(56);
  }

  private static String shown(GossipMessage message) {
    return "message .." + message.id().hex().substring(56);
  }
}
