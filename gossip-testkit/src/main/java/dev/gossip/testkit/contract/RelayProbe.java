package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A factory that wraps each strategy of a network in a {@link ProbedRelay}, and collects what the
 * wrappers record about the calls between strategies and nodes.
 */
final class RelayProbe implements RelayStrategy.Factory {
  private static final int SAMPLES = 64;

  private final RelayStrategy.Factory factory;
  private final Map<PeerId, ProbedRelay> strategies = new LinkedHashMap<>();
  private final List<String> echoes = new ArrayList<>();
  private final List<String> strays = new ArrayList<>();
  private final List<String> oversizedControls = new ArrayList<>();
  private final Set<ByteString> headers = new LinkedHashSet<>();
  private final Set<ControlFrame> controls = new LinkedHashSet<>();
  private int maxControlBytes = Integer.MAX_VALUE;
  private boolean stripsHeaders;
  private @Nullable RandomGenerator repeats;
  private @Nullable Thrown thrown;
  private String lastFrame = "none";

  /** An exception of a strategy that is not allowed, and the callback that threw it. */
  record Thrown(String where, Throwable cause) {}

  RelayProbe(RelayStrategy.Factory factory) {
    this.factory = factory;
  }

  /** Lowers the limit that strategies see in maxControlBytes. */
  RelayProbe limitControl(int bytes) {
    maxControlBytes = bytes;
    return this;
  }

  /** Removes the headers of all payload frames. */
  RelayProbe stripHeaders() {
    stripsHeaders = true;
    return this;
  }

  /** Sends about every third frame twice. */
  RelayProbe repeatFrames(RandomGenerator random) {
    repeats = random;
    return this;
  }

  @Override
  public RelayStrategy create(RelayContext context) {
    ProbedRelay relay = new ProbedRelay(this, context, "node " + strategies.size());
    strategies.put(context.self(), relay);
    relay.create(factory);
    return relay;
  }

  /** The strategy of a node. A restarted node has a new id and a new strategy. */
  ProbedRelay of(PeerId node) {
    ProbedRelay relay = strategies.get(node);
    if (relay == null) {
      throw new IllegalArgumentException("no strategy was created for " + node);
    }
    return relay;
  }

  /** All strategies in the order of their creation. */
  Collection<ProbedRelay> all() {
    return Collections.unmodifiableCollection(strategies.values());
  }

  /** Messages that were sent back to the peer they came from, one line each. */
  List<String> echoes() {
    return echoes;
  }

  /** Frames to nodes that were not peers, one line each. */
  List<String> strays() {
    return strays;
  }

  /** Control frames above the limit, one line each. */
  List<String> oversizedControls() {
    return oversizedControls;
  }

  /** Up to 64 different headers that were sent. */
  List<ByteString> headers() {
    return List.copyOf(headers);
  }

  /** Up to 64 different control frames that were sent. */
  List<ControlFrame> controls() {
    return List.copyOf(controls);
  }

  /** The first exception that is not allowed; null if there was none. */
  @Nullable Thrown thrown() {
    return thrown;
  }

  /** The frame that was sent last, with its sender and the callback that sent it. */
  String lastFrame() {
    return lastFrame;
  }

  // ---- called by the wrappers ----------------------------------------------------------------

  int maxControlBytes() {
    return maxControlBytes;
  }

  boolean stripsHeaders() {
    return stripsHeaders;
  }

  boolean repeatsThisFrame() {
    return repeats != null && repeats.nextInt(3) == 0;
  }

  String nameOf(PeerId id) {
    ProbedRelay relay = strategies.get(id);
    return relay == null ? "an unknown node" : relay.name();
  }

  /** Whether a node had delivered a message when it first sent it to another node. */
  boolean wasPublic(PeerId from, PeerId to, MessageId id) {
    ProbedRelay relay = strategies.get(from);
    return relay != null && relay.log().wasDeliveredBeforeSending(to, id);
  }

  void sentHeader(ByteString header) {
    if (headers.size() < SAMPLES) {
      headers.add(header);
    }
  }

  void sentControl(ControlFrame frame) {
    if (controls.size() < SAMPLES) {
      controls.add(frame);
    }
  }

  void sentFrame(String what) {
    lastFrame = what;
  }

  void threw(String where, Throwable cause) {
    if (thrown == null) {
      thrown = new Thrown(where, cause);
    }
  }
}
