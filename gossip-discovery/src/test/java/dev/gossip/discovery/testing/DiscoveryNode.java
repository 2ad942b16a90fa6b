package dev.gossip.discovery.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.testkit.context.ScriptedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A node whose discovery a test drives in virtual time. */
public final class DiscoveryNode extends ScriptedNode<PeerDiscovery> implements DiscoveryContext {
  private static final int CONTROL_BYTES = 1_100;

  /**
   * A proposed address.
   *
   * @param teller the node that named it, if another node did
   */
  public record Proposal(PeerAddress address, AddressSource source, Optional<PeerAddress> teller) {}

  /** A control frame. */
  public record Sent(PeerId to, ByteString body) {}

  private final ScriptedBook book = new ScriptedBook();
  private final List<PeerAddress> seeds;
  private final Map<PeerAddress, List<PeerAddress>> names = new TreeMap<>();
  private final Map<PeerId, PeerAddress> observed = new TreeMap<>();
  private final List<Proposal> proposals = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<PeerAddress> resolved = new ArrayList<>();
  private int controlBytes = CONTROL_BYTES;

  /**
   * Creates a node that is not started.
   *
   * @param seeds those of {@code gossip.seeds}
   */
  public DiscoveryNode(PeerDiscovery.Factory factory, PeerAddress... seeds) {
    super("PeerDiscovery", 42, 0);
    this.seeds = List.of(seeds);
    create(() -> factory.create(this));
  }

  /** A number of addresses of different hosts. */
  public static List<PeerAddress> addresses(String prefix, int count) {
    List<PeerAddress> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      addresses.add(PeerAddress.parse(prefix + i / 200 + "." + (1 + i % 200) + ":7400"));
    }
    return addresses;
  }

  // ---- events --------------------------------------------------------------------------------

  /** The node starts. */
  public void start() {
    run(PeerDiscovery::start);
  }

  /** From now on, a name has these addresses. */
  public void name(String name, String... addresses) {
    names.put(PeerAddress.parse(name), Stream.of(addresses).map(PeerAddress::parse).toList());
  }

  /** A node comes up; its id is {@link #peerId} of the number. */
  public PeerId nodeUp(int number, String address) {
    PeerId id = peerId(number);
    run(discovery -> discovery.onNodeUp(id, PeerAddress.parse(address)));
    return id;
  }

  /** A node goes. */
  public void nodeDown(PeerId id) {
    run(discovery -> discovery.onNodeDown(id));
  }

  /** A dial ends. */
  public void dialed(String address, DialOutcome.Kind kind, String... others) {
    List<PeerAddress> named = Stream.of(others).map(PeerAddress::parse).toList();
    run(
        discovery ->
            discovery.onDialOutcome(
                PeerAddress.parse(address), new DialOutcome(kind, "scripted", named)));
  }

  /** A control frame arrives. */
  public void receive(PeerId from, ByteString body) throws InvalidProtocolBufferException {
    parse(discovery -> discovery.onControl(from, body));
  }

  /** Sets the limit of a control frame to every node, in bytes. */
  public void limitControl(int bytes) {
    controlBytes = bytes;
  }

  /** A node says at which address it sees this one. */
  public void observe(PeerId node, String address) {
    observed.put(node, PeerAddress.parse(address));
  }

  // ---- what the discovery did ----------------------------------------------------------------

  /** The book, for the test to fill. */
  public ScriptedBook book() {
    return book;
  }

  /** Returns and forgets what was proposed. */
  public List<Proposal> drainProposals() {
    List<Proposal> drained = List.copyOf(proposals);
    proposals.clear();
    return drained;
  }

  /** Returns and forgets the addresses that were proposed, in order. */
  public List<String> drainAddresses() {
    return drainProposals().stream().map(proposal -> proposal.address().toString()).toList();
  }

  /** Returns and forgets the control frames that were sent. */
  public List<Sent> drainSent() {
    List<Sent> drained = List.copyOf(sent);
    sent.clear();
    return drained;
  }

  /** Returns and forgets the names that were looked up. */
  public List<PeerAddress> drainResolved() {
    List<PeerAddress> drained = List.copyOf(resolved);
    resolved.clear();
    return drained;
  }

  /** Returns and forgets the problems of all warnings. */
  public List<String> drainWarnings() {
    List<String> texts = warnings().stream().map(Warning::what).toList();
    clearWarnings();
    return texts;
  }

  // ---- DiscoveryContext ----------------------------------------------------------------------

  @Override
  public AddressBook addresses() {
    return book;
  }

  @Override
  public List<PeerAddress> seeds() {
    return seeds;
  }

  @Override
  public void propose(PeerAddress address, AddressSource source) {
    add(new Proposal(address, source, Optional.empty()));
  }

  @Override
  public void proposeFrom(PeerAddress teller, PeerAddress address) {
    add(new Proposal(address, AddressSource.NODE, Optional.of(teller)));
  }

  private void add(Proposal proposal) {
    if (!proposal.address().isIp()) {
      throw new IllegalArgumentException("a name");
    }
    effect(() -> proposals.add(proposal));
  }

  @Override
  public void resolve(PeerAddress name, Consumer<List<PeerAddress>> then) {
    effect(() -> resolved.add(name));
    schedule(
        Duration.ZERO,
        "resolve",
        () -> then.accept(name.isIp() ? List.of(name) : names.getOrDefault(name, List.of())));
  }

  @Override
  public Optional<PeerAddress> observedAddress(PeerId node) {
    return Optional.ofNullable(observed.get(node));
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    effect(() -> sent.add(new Sent(to, body)));
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return controlBytes;
  }
}
