package dev.gossip.discovery.outbound;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.transport.DownReason;
import dev.gossip.core.engine.addresses.KnownAddresses;
import dev.gossip.core.engine.addresses.SavedAddresses;
import dev.gossip.discovery.outbound.OutboundSettings.GroupDiversity;
import dev.gossip.discovery.outbound.ScriptedOutbound.Answer;
import dev.gossip.discovery.outbound.ScriptedOutbound.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Somebody with 1,000 addresses in few groups tries to become all outbound peers of one node. The
 * node has the real address book and membership; the 200 honest nodes and the attacker are a script
 * of what happens to its dials, who dials it, and which addresses it hears of. The attacker can let
 * each link that it dialed fall silent at once, so that the victim takes it for a lost peer.
 */
final class Eclipse {
  static final int HONEST = 200;
  static final int ATTACKERS = 1_000;
  static final int OUTBOUND = 8;
  private static final int HONEST_GROUPS = 150;

  /** The attacker's groups, unless there are more. */
  static final int FEW_GROUPS = 4;

  /** More of the attacker's groups than a node has outbound peers: their diversity is no bar. */
  static final int MANY_GROUPS = 2 * OUTBOUND;

  private static final int NAMED_AT_ONCE = 64;
  private static final int PORT = 6_000;
  private static final Duration ASK_AGAIN = Duration.ofMinutes(15);
  private static final Duration MEAN_LINK = Duration.ofHours(2);
  private static final Duration HONEST_DIALS = Duration.ofMinutes(10);
  private static final Duration FLOOD = Duration.ofSeconds(2);
  private static final Duration LATER_FLOOD = Duration.ofMinutes(5);
  private static final Duration FLOOD_LASTS = Duration.ofMinutes(5);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration CHECK = Duration.ofSeconds(10);
  private static final Duration BEFORE_CHECKS = Duration.ofMinutes(1);
  private static final double OFFLINE = 0.2;
  private static final double FULL = 0.3;

  /** What protects a node, and can be left out. */
  enum Defence {
    SOURCE_GROUPS("buckets by the group of the node that names an address"),
    TRIED_TABLE("draws from new and tried addresses with equal chances"),
    TEST_BEFORE_EVICT("test before a tried address is replaced"),
    ANCHORS("anchors"),
    GROUP_DIVERSITY("outbound peers of different groups"),
    FEELERS("feelers"),
    INBOUND_PROTECTION("protection of useful inbound peers");

    final String text;

    Defence(String text) {
      this.text = text;
    }
  }

  /**
   * What became of the victim.
   *
   * @param eclipsed whether at any check all its outbound peers were the attacker's
   * @param outboundShare the attacker's share of its outbound peers at the end
   * @param inboundShare the attacker's share of its inbound peers at the end, or before the restart
   */
  record Result(boolean eclipsed, double outboundShare, double inboundShare) {}

  private final SplittableRandom random;
  private final long seed;
  private final Set<Defence> without;
  private final boolean fallsSilent;
  private final List<PeerAddress> honest = new ArrayList<>();
  private final List<PeerAddress> attackers = new ArrayList<>();
  private final Set<PeerAddress> offline = new TreeSet<>();
  private ScriptedOutbound victim;
  private boolean eclipsed;

  Eclipse(long seed, Set<Defence> without) {
    this(seed, without, FEW_GROUPS, false);
  }

  /**
   * @param groups in how many groups the attacker has its addresses
   * @param fallsSilent whether the links that the attacker dialed fall silent at once
   */
  Eclipse(long seed, Set<Defence> without, int groups, boolean fallsSilent) {
    this.seed = seed;
    this.fallsSilent = fallsSilent;
    this.random = new SplittableRandom(seed);
    this.without = without.isEmpty() ? EnumSet.noneOf(Defence.class) : EnumSet.copyOf(without);
    for (int i = 0; i < HONEST; i++) {
      int group = i % HONEST_GROUPS;
      honest.add(new PeerAddress(20 + group % 70 + "." + group + ".7." + (i + 1), PORT));
    }
    for (int i = 0; i < ATTACKERS; i++) {
      int group = i % groups;
      attackers.add(new PeerAddress("193." + group + "." + i / 250 + "." + (1 + i % 250), PORT));
    }
    // The first one is the seed of the victim.
    honest.stream().skip(1).filter(address -> random.nextDouble() < OFFLINE).forEach(offline::add);
    this.victim = start(SavedAddresses.NONE, ScriptedOutbound.WALL_MILLIS);
    victim.book.propose(honest.get(0), AddressSource.CONFIGURED);
  }

  /** The victim has just started, and knows one honest node. */
  Result fresh(Duration duration) {
    run(duration);
    return result(attackerShare(victim.inbound()));
  }

  /** The victim restarts after it ran under attack for a while. */
  Result restarted(Duration before, Duration duration) {
    run(before);
    double inbound = attackerShare(victim.inbound());
    SavedAddresses saved = victim.book.toSave(anchors());
    victim = start(saved, victim.wallMillis() + 10_000);
    victim.book.propose(honest.get(0), AddressSource.CONFIGURED);
    run(duration);
    return result(inbound);
  }

  private Result result(double inboundShare) {
    return new Result(eclipsed, attackerShare(victim.outbound()), inboundShare);
  }

  private double attackerShare(List<PeerAddress> peers) {
    return peers.isEmpty()
        ? 0
        : (double) peers.stream().filter(this::isAttacker).count() / peers.size();
  }

  private boolean isAttacker(PeerAddress address) {
    return address.host().startsWith("193.");
  }

  private List<PeerAddress> anchors() {
    if (without.contains(Defence.ANCHORS)) {
      return List.of();
    }
    return victim.up.values().stream()
        .filter(peer -> peer.direction() == Direction.OUTBOUND)
        .sorted(Comparator.comparing((Peer peer) -> victim.upSince.get(peer.id())))
        .limit(2)
        .map(peer -> victim.addresses.get(peer.id()))
        .toList();
  }

  // ---- the victim ----------------------------------------------------------------------------

  private ScriptedOutbound start(SavedAddresses saved, long wallMillis) {
    OutboundSettings settings =
        new OutboundSettings(
            OUTBOUND,
            64,
            without.contains(Defence.FEELERS)
                ? Optional.empty()
                : Optional.of(Duration.ofMinutes(2)),
            without.contains(Defence.GROUP_DIVERSITY) ? GroupDiversity.OFF : GroupDiversity.ON);
    boolean protectsInbound = !without.contains(Defence.INBOUND_PROTECTION);
    ScriptedOutbound node =
        new ScriptedOutbound(
            new Start(seed, saved, wallMillis, STEP),
            context -> new OutboundMembership(context, settings, protectsInbound),
            this::seen);
    node.answers = this::answer;
    node.onUp = peer -> onUp(node, peer);
    node.after(FLOOD, () -> flood(node));
    node.after(HONEST_DIALS, () -> honestDials(node));
    return node;
  }

  private AddressBook seen(KnownAddresses book) {
    AddressBook seen = book;
    if (without.contains(Defence.TRIED_TABLE)) {
      seen =
          new AlteredBook(seen) {
            @Override
            public Optional<PeerAddress> draw(Draw from) {
              return from == Draw.NEW ? book.draw(from) : drawFromAll(book);
            }
          };
    }
    if (without.contains(Defence.TEST_BEFORE_EVICT)) {
      AddressBook before = seen;
      seen =
          new AlteredBook(seen) {
            @Override
            public Optional<PeerAddress> draw(Draw from) {
              return from == Draw.NEW ? drawWithoutTests(book) : before.draw(from);
            }
          };
    }
    return seen;
  }

  private Optional<PeerAddress> drawFromAll(KnownAddresses book) {
    List<PeerAddress> all =
        book.latest(book.size()).stream()
            .map(KnownAddress::address)
            .filter(address -> book.mayDial(address) && !victim.outbound().contains(address))
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  /** A tried address that is to be tested is given up at once. */
  private static Optional<PeerAddress> drawWithoutTests(KnownAddresses book) {
    for (int i = 0; i < 10; i++) {
      Optional<PeerAddress> drawn = book.draw(AddressBook.Draw.NEW);
      if (drawn.flatMap(book::find).filter(KnownAddress::isTried).isEmpty()) {
        return drawn;
      }
      book.onOutcome(drawn.get(), DialOutcome.of(DialOutcome.Kind.UNREACHABLE, ""));
    }
    return Optional.empty();
  }

  private void run(Duration duration) {
    Duration passed = Duration.ZERO;
    while (passed.compareTo(duration) < 0) {
      victim.pass(CHECK);
      passed = passed.plus(CHECK);
      List<PeerAddress> outbound = victim.outbound();
      if (passed.compareTo(BEFORE_CHECKS) >= 0
          && !outbound.isEmpty()
          && outbound.stream().allMatch(this::isAttacker)) {
        eclipsed = true;
      }
    }
  }

  // ---- the others ----------------------------------------------------------------------------

  private Answer answer(PeerAddress address) {
    if (isAttacker(address)) {
      return Answer.REACHED;
    }
    if (offline.contains(address) || !honest.contains(address)) {
      return Answer.SILENT;
    }
    return random.nextDouble() < FULL && !address.equals(honest.get(0))
        ? Answer.FULL
        : Answer.REACHED;
  }

  private void onUp(ScriptedOutbound node, Peer peer) {
    PeerAddress address = requireNonNull(node.addresses.get(peer.id()));
    nameAddresses(node, peer, address);
    if (!isAttacker(address)) {
      double mean = -Math.log(1 - random.nextDouble()) * MEAN_LINK.toMillis();
      node.after(
          Duration.ofMillis((long) mean), () -> node.lose(peer.id(), DownReason.Kind.SILENT));
    }
  }

  /** The victim asks a node for addresses now, and again while it is a peer. */
  private void nameAddresses(ScriptedOutbound node, Peer peer, PeerAddress teller) {
    for (int i = 0; i < NAMED_AT_ONCE; i++) {
      PeerAddress named = isAttacker(teller) ? any(attackers) : named();
      AddressGroup group =
          without.contains(Defence.SOURCE_GROUPS)
              ? new AddressGroup(named.host() + "/32", false)
              : AddressGroup.of(teller);
      boolean unused = node.book.proposeFrom(group, named);
    }
    if (peer.direction() == Direction.INBOUND) {
      // More of them come all the time, and what they name soon fills its share of the book.
      return;
    }
    node.after(
        ASK_AGAIN,
        () -> {
          if (peer.equals(node.up.get(peer.id()))) {
            nameAddresses(node, peer, teller);
          }
        });
  }

  /** An honest node names all that it shook hands with: the attacker dials everybody, too. */
  private PeerAddress named() {
    int drawn = random.nextInt(HONEST + ATTACKERS);
    return drawn < HONEST ? honest.get(drawn) : attackers.get(drawn - HONEST);
  }

  private PeerAddress any(List<PeerAddress> from) {
    return from.get(random.nextInt(from.size()));
  }

  private void flood(ScriptedOutbound node) {
    PeerAddress from = any(attackers);
    boolean isNew = !node.up.containsKey(node.idAt(from));
    node.dialedBy(from);
    if (isNew && !node.up.containsKey(node.idAt(from))) {
      // Refused, but it was a candidate, which the victim asks for addresses, too.
      nameAddresses(node, new Peer(node.idAt(from), Direction.INBOUND), from);
    }
    if (fallsSilent) {
      fallSilent(node, node.idAt(from));
    }
    boolean isEarly = node.nowNanos() < FLOOD_LASTS.toNanos();
    node.after(isEarly ? FLOOD : LATER_FLOOD, () -> flood(node));
  }

  /** A link that the attacker dialed ends without a close; one that the victim dialed stays. */
  private static void fallSilent(ScriptedOutbound node, PeerId id) {
    Peer peer = node.up.get(id);
    if (peer != null && peer.direction() == Direction.INBOUND) {
      node.lose(id, DownReason.Kind.SILENT);
    }
  }

  private void honestDials(ScriptedOutbound node) {
    PeerAddress from = any(honest);
    if (!offline.contains(from)) {
      node.dialedBy(from);
    }
    node.after(HONEST_DIALS, () -> honestDials(node));
  }

  /** A book that differs in how addresses are drawn. */
  private abstract static class AlteredBook implements AddressBook {
    private final AddressBook book;

    AlteredBook(AddressBook book) {
      this.book = book;
    }

    @Override
    public List<PeerAddress> toPassOn(int max) {
      return book.toPassOn(max);
    }

    @Override
    public List<PeerAddress> anchors() {
      return book.anchors();
    }

    @Override
    public Optional<PeerAddress> ownAddress() {
      return book.ownAddress();
    }

    @Override
    public Optional<KnownAddress> find(PeerAddress address) {
      return book.find(address);
    }

    @Override
    public List<KnownAddress> latest(int max) {
      return book.latest(max);
    }

    @Override
    public int size() {
      return book.size();
    }
  }
}
