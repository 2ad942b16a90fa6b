package dev.gossip.core.engine.peer;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.core.engine.spec.ChannelTable;
import dev.gossip.core.engine.spec.SharedChannels;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.proto.Channel;
import dev.gossip.core.proto.Hello;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The content of this node's HELLO, and its comparison with the HELLO of another node. */
public final class HelloExchange {

  /** The version of this node's frames. */
  static final int VERSION = 2;

  /** The signing id of a node that verifies nothing, whatever its plugin could do. */
  public static final String SIGNING_NONE = "signing.none";

  private static final int MAX_SHOWN = 64;

  // As in PluginCatalog. Any other text in place of an id comes from a stranger and is not shown.
  private static final String ID = "[a-z]+\\.[a-z0-9]+(-[a-z0-9]+)*";
  private static final Pattern PLUGIN = Pattern.compile(ID);
  private static final Pattern CHANNEL = Pattern.compile("([a-z0-9./-]+=)?" + ID);
  private static final Pattern RELAY = Pattern.compile("([a-z0-9./-]+=)?relay\\..*");

  /**
   * The steps in which a HELLO gives the time of its node's clock. Rounded, since an exact offset
   * would identify a node, and its messages by their creation times. A guess.
   */
  private static final long CLOCK_STEP_SECONDS = 10;

  /** The rounding error: half a step in either direction. */
  static final long CLOCK_ERROR_MILLIS = CLOCK_STEP_SECONDS * 1_000 / 2;

  /** The end of the year 9999; later times are ignored. */
  private static final long MAX_CLOCK_SECONDS = 253_402_300_799L;

  /** The longest address of a link: brackets, IPv6, a zone of 64 characters, a port. */
  private static final int MAX_ADDRESS_CHARS = 1 + 39 + 1 + 64 + 1 + 6;

  private final String network;
  private final String signing;
  private final ChannelTable table;
  // Of the latest HELLO. Most nodes of a network list the same plugins, so their peers share this.
  private List<String> latestTheirs = List.of();
  private SharedChannels latestShared = SharedChannels.NONE;
  // Most peers see this node at the same address, so they share this.
  private @Nullable PeerAddress latestObserved;

  /**
   * Creates the HELLO of a node.
   *
   * @param table the control channels of this node
   * @param signing the id of the signing plugin
   */
  public HelloExchange(String network, ChannelTable table, String signing) {
    this.network = network;
    this.signing = signing;
    this.table = table;
  }

  // Not kept: a HELLO is rare, and a simulation has many nodes.
  private List<Channel> encodedChannels() {
    List<Channel> encoded = new ArrayList<>(table.channels().size());
    for (ChannelTable.Channel channel : table.channels()) {
      encoded.add(
          Channel.newBuilder()
              .setPlugin(channel.name())
              .setOptional(channel.use() == ChannelUse.OPTIONAL)
              .build());
    }
    return encoded;
  }

  /** The channels in common with the sender of a HELLO that {@link #compare} accepted. */
  SharedChannels shared(Hello theirs) {
    List<String> their = new ArrayList<>(theirs.getChannelsCount());
    theirs.getChannelsList().forEach(channel -> their.add(channel.getPlugin()));
    if (!their.equals(latestTheirs)) {
      // This node's own names if they are equal, as those of most nodes are.
      latestTheirs = their.equals(table.names()) ? table.names() : their;
      latestShared = table.shared(their);
    }
    return latestShared;
  }

  /** The address at which the sender of a HELLO sees this node; null if it does not say. */
  @Nullable PeerAddress observedAddress(Hello theirs) {
    if (theirs.getObservedAddress().isEmpty()) {
      return null;
    }
    try {
      PeerAddress observed = PeerAddress.parse(theirs.getObservedAddress());
      if (!observed.equals(latestObserved)) {
        latestObserved = observed;
      }
      return latestObserved;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Encodes a HELLO frame.
   *
   * @param heardYou whether this node accepted the other's HELLO
   * @param answerMe whether the other node should confirm that it accepted this HELLO
   * @param wallMillis this node's clock, milliseconds since 1970
   * @param receiver the address at which this node sees the other
   */
  public ByteString frame(
      boolean heardYou, boolean answerMe, long wallMillis, PeerAddress receiver) {
    String address = receiver.toString();
    return Frames.hello(
        hello()
            .setHeardYou(heardYou)
            .setAnswerMe(answerMe)
            .setClockSeconds(clockSeconds(wallMillis))
            .setObservedAddress(address.length() > MAX_ADDRESS_CHARS ? "" : address)
            .build());
  }

  private Hello.Builder hello() {
    return Hello.newBuilder()
        .setNetwork(network)
        .setVersion(VERSION)
        .addAllChannels(encodedChannels())
        .setSigning(signing);
  }

  /** The size of the largest frame that {@link #frame} returns, in bytes. */
  public int maxFrameBytes() {
    return Frames.hello(
            hello()
                .setHeardYou(true)
                .setAnswerMe(true)
                .setClockSeconds(Long.MAX_VALUE)
                .setObservedAddress("x".repeat(MAX_ADDRESS_CHARS))
                .build())
        .size();
  }

  private static long clockSeconds(long wallMillis) {
    long seconds = Math.max(0, wallMillis / 1_000);
    return seconds - seconds % CLOCK_STEP_SECONDS;
  }

  /** Why the sender of this HELLO cannot be a peer; null if it can. */
  public @Nullable Mismatch compare(Hello theirs) {
    if (theirs.getVersion() != VERSION) {
      return new Mismatch(
          "protocol version",
          Integer.toString(VERSION),
          Integer.toUnsignedString(theirs.getVersion()),
          "run the same version of gossip on both");
    }
    if (!theirs.getNetwork().equals(network)) {
      return new Mismatch(
          "network",
          "'" + network + "'",
          "'" + printable(theirs.getNetwork()) + "'",
          "set the same gossip.network on both");
    }
    return compareChannels(theirs.getChannelsList());
  }

  /** How signing differs, which does not prevent a link; null if it does not. */
  public @Nullable String signingDifference(Hello theirs) {
    return theirs.getSigning().equals(signing)
        ? null
        : "signs with "
            + printableId(PLUGIN, theirs.getSigning(), "'")
            + ", this node with '"
            + signing
            + "'";
  }

  /**
   * How far the other's clock is ahead of this node's, within {@link #CLOCK_ERROR_MILLIS}; negative
   * if behind, 0 if the HELLO gives no time.
   */
  static long clockAheadMillis(Hello theirs, long wallMillis) {
    long seconds = theirs.getClockSeconds();
    return seconds <= 0 || seconds > MAX_CLOCK_SECONDS
        ? 0
        : seconds * 1_000 + CLOCK_ERROR_MILLIS - wallMillis;
  }

  /** Every channel that one end requires must be there at the other. */
  private @Nullable Mismatch compareChannels(List<Channel> theirs) {
    if (theirs.size() > ChannelTable.MAX_CHANNELS) {
      return new Mismatch(
          "number of plugins",
          Integer.toString(table.channels().size()),
          Integer.toString(theirs.size()),
          "name at most " + ChannelTable.MAX_CHANNELS + " in a HELLO");
    }
    if (areOwn(theirs)) {
      // Of nearly all nodes, and the sets below take longer.
      return null;
    }
    List<Channel> encodedChannels = encodedChannels();
    Set<String> their = new HashSet<>();
    theirs.forEach(channel -> their.add(channel.getPlugin()));
    Set<String> ours = new HashSet<>();
    encodedChannels.forEach(channel -> ours.add(channel.getPlugin()));
    if (their.containsAll(required(encodedChannels)) && ours.containsAll(required(theirs))) {
      return null;
    }
    boolean onlyRelays =
        Stream.of(encodedChannels, theirs)
            .flatMap(channelsOfOne -> required(channelsOfOne).stream())
            .allMatch(name -> RELAY.matcher(name).matches());
    return new Mismatch(
        onlyRelays ? "relay" : "set of required plugins",
        describe(encodedChannels),
        describe(theirs),
        onlyRelays ? "start both with the same relay" : "start both with the same plugins");
  }

  /** Whether the channels of another node are the same as those of this one. */
  private boolean areOwn(List<Channel> theirs) {
    List<ChannelTable.Channel> channels = table.channels();
    boolean same = theirs.size() == channels.size();
    for (int i = 0; same && i < theirs.size(); i++) {
      Channel their = theirs.get(i);
      ChannelTable.Channel own = channels.get(i);
      same =
          their.getPlugin().equals(own.name())
              && their.getOptional() == (own.use() == ChannelUse.OPTIONAL);
    }
    return same;
  }

  private static List<String> required(List<Channel> channels) {
    return channels.stream()
        .filter(channel -> !channel.getOptional())
        .map(Channel::getPlugin)
        .toList();
  }

  private static String describe(List<Channel> channels) {
    return required(channels).stream()
        .limit(8)
        .map(name -> printableId(CHANNEL, name, ""))
        .collect(Collectors.joining(" over "));
  }

  private static String printableId(Pattern pattern, String text, String quote) {
    return text.length() <= MAX_SHOWN && pattern.matcher(text).matches()
        ? quote + text + quote
        : "an unreadable name";
  }

  /** Makes text from the wire safe to show: short, one line, no control characters. */
  static String printable(String text) {
    return printable(text, MAX_SHOWN);
  }

  static String printable(String text, int maxChars) {
    String cut = text.length() > maxChars ? text.substring(0, maxChars) + "..." : text;
    // Cntrl covers ASCII only. Terminals obey U+009B, too, and bidirectional marks reorder text.
    return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }

  /** A difference that keeps two nodes apart, as text for either of them. */
  public record Mismatch(String what, String ours, String theirs, String remedy) {
    /** The text for this node's user. */
    public String textForThisNode() {
      return "its " + what + " is " + theirs + ", this node's is " + ours;
    }

    /** The text that is sent to the other node. */
    public String textForPeer() {
      return "its " + what + " is " + ours + ", this node's is " + theirs;
    }
  }
}
