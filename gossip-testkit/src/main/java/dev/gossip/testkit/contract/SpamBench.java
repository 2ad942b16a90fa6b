package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.testkit.context.ScriptedNode;
import dev.gossip.testkit.context.ScriptedRecords;
import dev.gossip.testkit.contract.SpamControlContract.Budget;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Calls the spam control of one node like an engine does, with a virtual clock. */
final class SpamBench extends ScriptedNode<SpamControl> implements SpamContext {
  /** The size of a large frame that travels in one datagram. Transports differ; a guess. */
  static final int FRAME_BYTES = 1_177;

  /** A cost admitted this often at once counts as not limited; that is 588 MB of frames. */
  static final int UNLIMITED = 500_000;

  private static final long SEED = 20_260_101;
  private static final long START_WALL_MILLIS = 1_700_000_000_000L;

  private final SpamControl.Factory factory;
  private final ScriptedRecords records;
  private final boolean provesIds;
  private final long startNanos;
  private final Set<PeerId> standingChanges = new LinkedHashSet<>();
  private final List<String> answers = new ArrayList<>();
  private final Set<PeerId> upPeers = new HashSet<>();
  private final List<Runnable> reports = new ArrayList<>();
  private boolean passingOnReports;
  private long startWallMillis;
  private long serial;
  private boolean recording;

  SpamBench(SpamControl.Factory factory, long startNanos) {
    this(factory, startNanos, ScriptedRecords.MAX_RECORDS);
  }

  /**
   * @param maxRecords how many records fit in {@link #records}
   */
  SpamBench(SpamControl.Factory factory, long startNanos, int maxRecords) {
    this(factory, startNanos, new ScriptedRecords(maxRecords), true, START_WALL_MILLIS);
  }

  private SpamBench(
      SpamControl.Factory factory,
      long startNanos,
      ScriptedRecords records,
      boolean provesIds,
      long startWallMillis) {
    super("spam control", SEED, startNanos);
    this.factory = factory;
    this.records = records;
    this.provesIds = provesIds;
    this.startNanos = startNanos;
    this.startWallMillis = startWallMillis;
    PluginCalls.run(() -> "SpamControl.Factory.create", () -> create(() -> factory.create(this)));
  }

  /** A node whose peers do not prove their ids, so that no record outlives its link. */
  static SpamBench withClaimedIds(SpamControl.Factory factory) {
    return new SpamBench(factory, 0, new ScriptedRecords(), false, START_WALL_MILLIS);
  }

  /** The node after a restart: nothing is left but the records, and its clock starts again. */
  SpamBench restarted(Duration later) {
    return new SpamBench(factory, -nowNanos(), records, provesIds, wallMillis() + later.toMillis());
  }

  /** A peer; the same one for the same number. */
  static Peer peer(long number) {
    return new Peer(new PeerId(bytes(number)), Direction.INBOUND);
  }

  // ---- SpamContext ---------------------------------------------------------------------------

  @Override
  public boolean provesIds() {
    return provesIds;
  }

  @Override
  public ScriptedRecords records() {
    return records;
  }

  @Override
  public void standingChanged(PeerId peer) {
    effect(() -> standingChanges.add(peer));
  }

  @Override
  public void report(Peer peer, Misbehaviour kind) {
    effect(
        () -> {
          if (!passingOnReports && upPeers.contains(peer.id())) {
            reports.add(() -> misbehaviour(peer, kind));
          }
        });
  }

  /** Each peer that is up is in a group of its own, as on a local network. */
  @Override
  public Optional<AddressGroup> group(PeerId peer) {
    if (!upPeers.contains(peer)) {
      return Optional.empty();
    }
    int number = ByteBuffer.wrap(peer.bytes().toByteArray()).getInt(28);
    String name = "10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
    return Optional.of(new AddressGroup(name, true));
  }

  @Override
  public long wallMillis() {
    return startWallMillis + (nowNanos() - startNanos) / 1_000_000;
  }

  @Override
  public Duration messageLifetime() {
    return SpamContext.DEFAULT_LIFETIME;
  }

  /** Changes the time of day; it jumps, while {@link #nowNanos} does not. */
  void turnWallClock(Duration by) {
    startWallMillis += by.toMillis();
  }

  @Override
  protected void runAction(String label, Runnable action) {
    PluginCalls.run(() -> "the timer '" + label + "' of the spam control", action);
  }

  /** Returns and forgets the nodes whose standing is said to have changed. */
  Set<PeerId> drainStandingChanges() {
    Set<PeerId> drained = new LinkedHashSet<>(standingChanges);
    standingChanges.clear();
    return drained;
  }

  /** Records the answers to all calls from now on. */
  void recordAnswers() {
    recording = true;
  }

  /** The recorded calls with their answers. */
  List<String> answers() {
    return answers;
  }

  // ---- single calls --------------------------------------------------------------------------

  void up(Peer peer) {
    upPeers.add(peer.id());
    notify(() -> "onPeerUp(" + shown(peer) + ")", spam -> spam.onPeerUp(peer));
  }

  void down(Peer peer) {
    upPeers.remove(peer.id());
    notify(() -> "onPeerDown(" + shown(peer) + ")", spam -> spam.onPeerDown(peer));
    if (!provesIds) {
      records.remove(peer.id());
    }
  }

  boolean admit(Peer from, Cost cost, int amount) {
    return recordAnswer(
        () -> "SpamControl.admit(" + shown(from) + ", " + cost + ", " + amount + ")",
        spam -> spam.admit(from, cost, amount));
  }

  Verdict judge(GossipMessage message, Peer from) {
    return recordAnswer(
        () -> "SpamControl.judge(" + shown(message) + ", " + shown(from) + ")",
        spam -> spam.judge(message, from));
  }

  private <T> T recordAnswer(Supplier<String> description, Question<SpamControl, T> question) {
    T answer = PluginCalls.call(description, () -> call(question));
    passOnReports();
    if (recording) {
      answers.add(description.get() + ": " + answer);
    }
    return answer;
  }

  void firstDelivery(GossipMessage message, Peer from) {
    notify(
        () -> "onFirstCopy(" + shown(message) + ", " + shown(from) + ")",
        spam -> spam.onFirstCopy(message, from));
  }

  void duplicate(GossipMessage message, Peer from) {
    notify(
        () -> "onDuplicate(" + shown(message) + ", " + shown(from) + ")",
        spam -> spam.onDuplicate(message, from));
  }

  void rejected(GossipMessage message, Peer from, Rejection.Reason reason) {
    notify(
        () -> "onRejected(" + shown(message) + ", " + shown(from) + ", " + reason + ")",
        spam -> spam.onRejected(new Rejection(from, message, reason)));
  }

  void misbehaviour(Peer peer, Misbehaviour kind) {
    notify(
        () -> "onMisbehaviour(" + shown(peer) + ", " + kind + ")",
        spam -> spam.onMisbehaviour(peer, kind));
  }

  private void notify(Supplier<String> callback, Consumer<SpamControl> event) {
    PluginCalls.run(() -> "SpamControl." + callback.get(), () -> run(event));
    passOnReports();
  }

  private void passOnReports() {
    if (!reports.isEmpty() && !passingOnReports) {
      passingOnReports = true;
      reports.forEach(Runnable::run);
      reports.clear();
      passingOnReports = false;
    }
  }

  /** What spam control thinks of a node. */
  Standing standing(Peer peer) {
    return PluginCalls.call(
        () -> "SpamControl.standing(" + shown(peer) + ")",
        () -> ask(spam -> spam.standing(peer.id())));
  }

  /** What spam control says to a node that it discourages. */
  Optional<Discouragement> discouragement(Peer peer) {
    return PluginCalls.call(
        () -> "SpamControl.discouragement(" + shown(peer) + ")",
        () -> ask(spam -> spam.discouragement(peer.id())));
  }

  /** Why spam control thinks so. */
  List<Explanation> explain(Peer peer) {
    return PluginCalls.call(
        () -> "SpamControl.explain(" + shown(peer) + ")",
        () -> ask(spam -> spam.explain(peer.id())));
  }

  // ---- scenarios -----------------------------------------------------------------------------

  /**
   * Sends one control frame and one valid message of which the peer is the author.
   *
   * @return what was refused; empty if nothing was
   */
  String sendHonestTraffic(Peer from, Budget budget) {
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
      return "its own message, with the verdict " + verdict;
    }
    firstDelivery(message, from);
    return "";
  }

  /** Sends one of everything bad that a peer can send. */
  void sendAbuse(Peer from) {
    for (Cost cost : Cost.values()) {
      admit(from, cost, cost == Cost.SIGNATURE_CHECK ? 1 : FRAME_BYTES);
    }
    GossipMessage message = messageBy(new AuthorId(ByteString.copyFrom(bytes(- ++serial))), 900);
    judge(message, from);
    firstDelivery(message, from);
    duplicate(message, from);
    for (Rejection.Reason reason : Rejection.Reason.values()) {
      rejected(message, from, reason);
    }
    for (Misbehaviour kind : Misbehaviour.values()) {
      misbehaviour(from, kind);
    }
  }

  /** Every millisecond a new peer connects, misbehaves and leaves. */
  void runStrangers(int count) {
    for (int i = 0; i < count; i++) {
      Peer stranger = peer(1_000_000 + ++serial);
      up(stranger);
      sendAbuse(stranger);
      down(stranger);
      advance(Duration.ofMillis(1));
    }
  }

  // ---- spending ------------------------------------------------------------------------------

  /** How many frames or checks are admitted at once before a refusal; at most UNLIMITED. */
  int admittedAtOnce(Peer from, Cost cost) {
    int admitted = 0;
    while (admitted < UNLIMITED && admit(from, cost, amountOf(cost))) {
      admitted++;
    }
    return admitted;
  }

  /** How many messages of an author are accepted at once before one is not; at most UNLIMITED. */
  int acceptedAtOnce(AuthorId author, Peer from) {
    int accepted = 0;
    while (accepted < UNLIMITED && judge(messageBy(author, 100), from) == Verdict.ACCEPT) {
      accepted++;
    }
    return accepted;
  }

  /** The bytes that the plugin allocates in a number of admit calls. */
  long bytesAllocatedBy(Peer from, Cost cost, int times) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int amount = amountOf(cost);
    return call(
        spam -> {
          long before = threads.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < times; i++) {
            spam.admit(from, cost, amount);
          }
          return threads.getCurrentThreadAllocatedBytes() - before;
        });
  }

  static int amountOf(Cost cost) {
    return cost == Cost.SIGNATURE_CHECK ? 1 : FRAME_BYTES;
  }

  static AuthorId author(long number) {
    return new AuthorId(ByteString.copyFrom(bytes(number)));
  }

  /** The number of objects that the plugin holds, without those of this bench. */
  long retainedObjects() {
    List<Object> roots = List.of(ask(spam -> spam), factory);
    return ObjectGraph.of(roots, List.of(this, records)).count() + pendingTimers();
  }

  // ---- messages ------------------------------------------------------------------------------

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
