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
 * Makes strategies and looks over their shoulders: it stands between each strategy of a network and
 * its node, and writes down what only the two of them can know.
 */
final class RelayProbe implements RelayStrategy.Factory {
  private static final int SAMPLES = 64;

  private final RelayStrategy.Factory factory;
  private final Map<PeerId, ProbedRelay> strategies = new LinkedHashMap<>();
  private final List<String> echoes = new ArrayList<>();
  private final List<String> strays = new ArrayList<>();
  private final List<String> tooLong = new ArrayList<>();
  private final Set<ByteString> headers = new LinkedHashSet<>();
  private final Set<ControlFrame> controls = new LinkedHashSet<>();
  private int maxControlBytes = Integer.MAX_VALUE;
  private boolean stripsHeaders;
  private @Nullable RandomGenerator repeats;
  private @Nullable Thrown thrown;
  private String lastFrame = "none";

  /** What a strategy threw, other than what it may. */
  record Thrown(String where, Throwable cause) {}

  RelayProbe(RelayStrategy.Factory factory) {
    this.factory = factory;
  }

  /** Lets strategies believe that no longer control frame fits. */
  RelayProbe limitControl(int bytes) {
    maxControlBytes = bytes;
    return this;
  }

  /** Takes the headers off all payload frames. */
  RelayProbe stripHeaders() {
    stripsHeaders = true;
    return this;
  }

  /** Sends every third payload or control frame twice, about. */
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

  /** The strategy of a node; a node that starts again has another. */
  ProbedRelay of(PeerId node) {
    ProbedRelay relay = strategies.get(node);
    if (relay == null) {
      throw new IllegalArgumentException("no strategy was made for " + node);
    }
    return relay;
  }

  /** All of them, in the order in which they were made. */
  Collection<ProbedRelay> all() {
    return Collections.unmodifiableCollection(strategies.values());
  }

  /** Messages that went back to where they came from, a line each. */
  List<String> echoes() {
    return echoes;
  }

  /** Frames to nodes that were no neighbours. */
  List<String> strays() {
    return strays;
  }

  /** Control frames that do not fit. */
  List<String> tooLong() {
    return tooLong;
  }

  /** Some different headers that were sent. */
  List<ByteString> headers() {
    return List.copyOf(headers);
  }

  /** Some different control frames that were sent. */
  List<ControlFrame> controls() {
    return List.copyOf(controls);
  }

  /** What the first strategy that failed threw; null if none did. */
  @Nullable Thrown thrown() {
    return thrown;
  }

  /** Which frame was sent last, and when in a strategy's life. */
  String lastFrame() {
    return lastFrame;
  }

  // ---- for the strategies --------------------------------------------------------------------

  int maxControlBytes() {
    return maxControlBytes;
  }

  boolean stripsHeaders() {
    return stripsHeaders;
  }

  boolean repeatsThis() {
    return repeats != null && repeats.nextInt(3) == 0;
  }

  String nameOf(PeerId id) {
    ProbedRelay relay = strategies.get(id);
    return relay == null ? "an unknown node" : relay.name();
  }

  /** Whether a node had made a message public when it first sent it to another. */
  boolean wasPublic(PeerId from, PeerId to, MessageId id) {
    ProbedRelay relay = strategies.get(from);
    return relay != null && relay.firstSentInPublic(to, id);
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
