package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.node.DropReason;
import dev.gossip.core.engine.addresses.AddressRules;
import dev.gossip.core.engine.addresses.KnownAddresses;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.PluginContext;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The view that one discovery has of its node. */
final class EngineDiscoveryContext extends PluginContext implements DiscoveryContext {
  private final KnownAddresses addresses;
  private final List<PeerAddress> seeds;
  private final PluginControl control;
  private boolean started;

  EngineDiscoveryContext(DiscoveryHosts.Parts parts, Journal journal, PluginControl control) {
    super(parts.services(), journal, journal.pluginId(), parts.services().limits().maxTimers());
    this.addresses = parts.addresses();
    this.seeds = parts.seeds();
    this.control = control;
  }

  /** The discovery now exists; before, it must not propose or resolve anything. */
  void start() {
    started = true;
  }

  private void actOnceStarted(Runnable effect) {
    requireStarted();
    act(effect);
  }

  private void requireStarted() {
    if (!started) {
      throw new IllegalStateException(
          "a discovery must not propose, resolve or send while it is being created");
    }
  }

  @Override
  public AddressBook addresses() {
    return addresses;
  }

  @Override
  public List<PeerAddress> seeds() {
    return seeds;
  }

  @Override
  public void propose(PeerAddress address, AddressSource source) {
    requireNonNull(source, "source");
    if (source == AddressSource.NODE || source == AddressSource.DIALER) {
      throw new IllegalArgumentException(
          "an address of source " + source + " is not proposed; see proposeFrom");
    }
    propose(address, address, () -> addresses.propose(address, source));
  }

  @Override
  public void proposeFrom(PeerAddress teller, PeerAddress address) {
    AddressGroup group = AddressGroup.of(requireNonNull(teller, "teller"));
    propose(teller, address, () -> addresses.proposeFrom(group, address));
  }

  private void propose(PeerAddress teller, PeerAddress address, BooleanSupplier add) {
    if (!requireNonNull(address, "address").isIp()) {
      throw new IllegalArgumentException(
          "'"
              + address.host()
              + "' is a host name; resolve it, and propose what it is found to be");
    }
    actOnceStarted(
        () -> {
          if (!isUsable(address) || !AddressRules.mayName(teller, address)) {
            services().drop(DropReason.UNUSABLE_ADDRESS);
          } else if (!add.getAsBoolean()) {
            services().drop(DropReason.ADDRESS_BOOK_FULL);
          }
        });
  }

  private boolean isUsable(PeerAddress address) {
    return AddressRules.isUsable(address) && !addresses.isOwn(address);
  }

  @Override
  public void resolve(PeerAddress name, Consumer<List<PeerAddress>> then) {
    requireNonNull(name, "name");
    requireNonNull(then, "then");
    requireStarted();
    this.<Resolution>awaitResult(
        done -> {
          if (name.isIp()) {
            done.accept(Resolution.of(List.of(name)));
          } else {
            services().resolve(name, done);
          }
        },
        "resolve",
        resolution -> then.accept(resolution.addresses()));
  }

  @Override
  public Optional<PeerAddress> observedAddress(PeerId node) {
    return control.observedAddress(requireNonNull(node, "node"));
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    requireNonNull(to, "to");
    requireNonNull(body, "body");
    actOnceStarted(() -> control.send(to, body));
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return control.maxBytes(to);
  }
}
