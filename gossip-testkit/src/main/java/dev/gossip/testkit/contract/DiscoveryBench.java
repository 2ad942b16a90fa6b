package dev.gossip.testkit.contract;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.discovery.PeerDiscovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A scripted node around one discovery. */
final class DiscoveryBench extends ControlBench<PeerDiscovery> implements DiscoveryContext {
  private static final int MAX_NODES = 8;
  private static final int MAX_STEP_SECONDS = 60;
  private static final int NODE_PORT = 6_000;

  /** At which all nodes see this one. */
  private static final PeerAddress ADDRESS = new PeerAddress("192.0.2.250", NODE_PORT);

  /** Those of {@code gossip.seeds}: a name and an address. */
  static final List<PeerAddress> SEEDS =
      List.of(new PeerAddress("seed.example", NODE_PORT), new PeerAddress("192.0.2.77", 1));

  /**
   * An address that discovery proposed.
   *
   * @param teller the node that named it, as discovery says; empty for its own finds
   */
  record Proposal(PeerAddress address, AddressSource source, Optional<PeerAddress> teller) {}

  private final List<Proposal> proposals = new ArrayList<>();
  private final List<PeerAddress> seeds;
  private Duration lookUpTime = Duration.ZERO;
  private int resolved;
  private int nextNode = 1;

  DiscoveryBench(PeerDiscovery.Factory factory, long seed) {
    this(factory, seed, 0);
  }

  DiscoveryBench(PeerDiscovery.Factory factory, long seed, long startNanos) {
    this(factory, seed, startNanos, SEEDS);
  }

  /**
   * @param seeds those of {@code gossip.seeds}
   */
  DiscoveryBench(
      PeerDiscovery.Factory factory, long seed, long startNanos, List<PeerAddress> seeds) {
    super("PeerDiscovery", factory, seed, startNanos);
    this.seeds = seeds;
    PluginCalls.run(() -> "PeerDiscovery.Factory.create", () -> create(() -> factory.create(this)));
  }

  void start() {
    notify("start", PeerDiscovery::start);
  }

  /** Returns and forgets the proposals. */
  List<Proposal> drainProposals() {
    List<Proposal> drained = List.copyOf(proposals);
    proposals.clear();
    return drained;
  }

  /** From now on, each look-up of a name takes so long. */
  void slowLookUps(Duration time) {
    lookUpTime = time;
  }

  /** The address of a node that is up. */
  PeerAddress addressOf(PeerId node) {
    return requireNonNull(present.get(node), "node");
  }

  /** How many names discovery resolved. */
  int resolved() {
    return resolved;
  }

  // ---- events --------------------------------------------------------------------------------

  PeerId nodeUp() {
    PeerId id = peerId(nextNode++);
    PeerAddress address = new PeerAddress("192.0.2." + nextNode % 200, NODE_PORT + nextNode % 999);
    present.put(id, address);
    notify("onNodeUp(" + nameOf(id) + ")", discovery -> discovery.onNodeUp(id, address));
    return id;
  }

  void nodeDown(PeerId id) {
    present.remove(id);
    notify("onNodeDown(" + nameOf(id) + ")", discovery -> discovery.onNodeDown(id));
  }

  void dialed(PeerAddress address, DialOutcome outcome) {
    book.onOutcome(address, outcome);
    notify(
        "onDialOutcome(" + address + ", " + outcome.kind() + ")",
        discovery -> discovery.onDialOutcome(address, outcome));
  }

  /** A random outcome; a refusal names other addresses. */
  DialOutcome randomOutcome() {
    DialOutcome.Kind[] kinds = DialOutcome.Kind.values();
    DialOutcome.Kind kind = kinds[steps.nextInt(kinds.length)];
    List<PeerAddress> others = new ArrayList<>();
    for (int i = 0; kind == DialOutcome.Kind.REFUSED && i < steps.nextInt(17); i++) {
      others.add(randomAddress());
    }
    return new DialOutcome(
        kind, kind == DialOutcome.Kind.REACHED ? "" : "as the contract says", others);
  }

  PeerAddress randomAddress() {
    return new PeerAddress("198.51.100." + steps.nextInt(200), 1 + steps.nextInt(60_000));
  }

  @Override
  void step() {
    List<PeerId> nodes = List.copyOf(present.keySet());
    switch (steps.nextInt(5)) {
      case 0 -> {
        if (nodes.size() < MAX_NODES) {
          nodeUp();
        } else {
          nodeDown(nodes.get(steps.nextInt(nodes.size())));
        }
      }
      case 1 -> {
        List<PeerAddress> known = book.latest(10).stream().map(KnownAddress::address).toList();
        dialed(
            known.isEmpty() ? randomAddress() : known.get(steps.nextInt(known.size())),
            randomOutcome());
      }
      case 2 -> {
        // What discovery sends, its counterparts send too.
        List<ByteString> bodies = samples();
        if (!nodes.isEmpty() && !bodies.isEmpty()) {
          control(nodes.get(steps.nextInt(nodes.size())), bodies.get(steps.nextInt(bodies.size())));
        }
      }
      default -> advance(Duration.ofSeconds(steps.nextInt(MAX_STEP_SECONDS)));
    }
  }

  @Override
  void onControl(PeerDiscovery target, PeerId from, ByteString body)
      throws InvalidProtocolBufferException {
    target.onControl(from, body);
  }

  // ---- DiscoveryContext ----------------------------------------------------------------------

  @Override
  public Optional<PeerAddress> observedAddress(PeerId node) {
    return Optional.ofNullable(present.get(requireNonNull(node, "node"))).map(there -> ADDRESS);
  }

  @Override
  public void propose(PeerAddress address, AddressSource source) {
    if (source == AddressSource.NODE || source == AddressSource.DIALER) {
      throw new IllegalArgumentException("an address of another node goes to proposeFrom");
    }
    requireIp(address);
    add(new Proposal(address, requireNonNull(source, "source"), Optional.empty()));
  }

  private void add(Proposal proposal) {
    act(
        "propose " + proposal.address() + " of " + proposal.source(),
        () -> {
          proposals.add(proposal);
          book.propose(proposal.address(), proposal.source());
        });
  }

  @Override
  public List<PeerAddress> seeds() {
    return seeds;
  }

  @Override
  public void proposeFrom(PeerAddress teller, PeerAddress address) {
    AddressGroup unused = AddressGroup.of(requireNonNull(teller, "teller"));
    requireIp(address);
    add(new Proposal(address, AddressSource.NODE, Optional.of(teller)));
  }

  private static void requireIp(PeerAddress address) {
    if (!requireNonNull(address, "address").isIp()) {
      throw new IllegalArgumentException("'" + address.host() + "' is a host name; resolve it");
    }
  }

  /** Hands back a literal address, no address for names that begin with {@code no}, else two. */
  @Override
  public void resolve(PeerAddress name, Consumer<List<PeerAddress>> then) {
    requireNonNull(then, "then");
    List<PeerAddress> addresses =
        name.isIp()
            ? List.of(name)
            : name.host().startsWith("no")
                ? List.of()
                : List.of(
                    new PeerAddress("203.0.113.1", name.port()),
                    new PeerAddress("203.0.113.2", name.port()));
    act("resolve " + name, () -> resolved++);
    schedule(name.isIp() ? Duration.ZERO : lookUpTime, "resolve", () -> then.accept(addresses));
  }
}
