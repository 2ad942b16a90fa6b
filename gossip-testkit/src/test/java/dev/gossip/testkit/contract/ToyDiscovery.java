package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.discovery.PeerDiscovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Resolves a name every minute, and asks the nodes that it meets for addresses. A body is one byte,
 * {@value #ASK} or {@value #ANSWER}, and then six bytes for each address.
 */
class ToyDiscovery implements PeerDiscovery {
  static final byte ASK = 1;
  static final byte ANSWER = 2;
  static final int MAX_ANSWER = 16;
  static final Duration PAUSE = Duration.ofMinutes(1);

  private static final int ADDRESS_BYTES = 6;
  private static final PeerAddress SEEDS = new PeerAddress("seeds.example", 6_000);

  final DiscoveryContext context;
  final Map<PeerId, PeerAddress> asked = new TreeMap<>();

  ToyDiscovery(DiscoveryContext context) {
    this.context = context;
  }

  @Override
  public void start() {
    lookUp();
  }

  private void lookUp() {
    context.resolve(SEEDS, this::found);
  }

  void found(List<PeerAddress> addresses) {
    addresses.forEach(address -> context.propose(address, AddressSource.SERVICE));
    lookUpLater();
  }

  private void lookUpLater() {
    long jitter = context.random().nextInt(1_000);
    context.schedule(PAUSE.plusMillis(jitter), "look up", this::lookUp);
  }

  @Override
  public void onNodeUp(PeerId node, PeerAddress address) {
    asked.put(node, address);
    context.sendControl(node, ByteString.copyFrom(new byte[] {ASK}));
  }

  @Override
  public void onNodeDown(PeerId node) {
    asked.remove(node);
  }

  @Override
  public void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    outcome.otherAddresses().forEach(other -> propose(address, other));
  }

  @Override
  public void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {
    List<PeerAddress> addresses = parse(body);
    if (body.byteAt(0) == ASK) {
      answer(from);
    } else if (asked.containsKey(from)) {
      addresses.stream()
          .limit(maxProposals())
          .forEach(address -> propose(asked.get(from), address));
    }
  }

  private void answer(PeerId to) {
    int room = (maxBodyBytes(to) - 1) / ADDRESS_BYTES;
    if (room > 0) {
      ByteString body = ByteString.copyFrom(new byte[] {ANSWER});
      for (KnownAddress known : context.addresses().latest(Math.min(room, MAX_ANSWER))) {
        body = body.concat(bytes(known.address()));
      }
      context.sendControl(to, body);
    }
  }

  /** Another node named an address. */
  void propose(PeerAddress teller, PeerAddress address) {
    context.proposeFrom(teller, address);
  }

  int maxProposals() {
    return MAX_ANSWER;
  }

  int maxBodyBytes(PeerId to) {
    return context.maxControlBytes(to);
  }

  List<PeerAddress> parse(ByteString body) throws InvalidProtocolBufferException {
    if (body.size() % ADDRESS_BYTES != 1
        || (body.byteAt(0) != ASK && body.byteAt(0) != ANSWER)
        || (body.byteAt(0) == ASK && body.size() > 1)) {
      throw new InvalidProtocolBufferException("not a kind followed by addresses");
    }
    List<PeerAddress> addresses = new ArrayList<>();
    for (int at = 1; at < body.size(); at += ADDRESS_BYTES) {
      int port = unsigned(body, at + 4) << 8 | unsigned(body, at + 5);
      if (port == 0) {
        throw new InvalidProtocolBufferException("a port is 0");
      }
      addresses.add(new PeerAddress(host(body, at), port));
    }
    return addresses;
  }

  private static String host(ByteString body, int at) {
    return unsigned(body, at)
        + "."
        + unsigned(body, at + 1)
        + "."
        + unsigned(body, at + 2)
        + "."
        + unsigned(body, at + 3);
  }

  private static int unsigned(ByteString body, int at) {
    return Byte.toUnsignedInt(body.byteAt(at));
  }

  /** Six bytes; nothing for what is not an IPv4 address. */
  static ByteString bytes(PeerAddress address) {
    String[] parts = address.host().split("\\.", -1);
    if (!address.isIp() || parts.length != 4) {
      return ByteString.EMPTY;
    }
    byte[] bytes = new byte[ADDRESS_BYTES];
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    bytes[4] = (byte) (address.port() >> 8);
    bytes[5] = (byte) address.port();
    return ByteString.copyFrom(bytes);
  }
}
