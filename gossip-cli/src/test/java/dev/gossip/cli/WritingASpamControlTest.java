package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.inject.Guice;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.FreePorts;
import dev.gossip.cli.testing.ManualSpamContext;
import dev.gossip.cli.testing.TutorialCode;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Compiles and runs the code at the end of docs/spam-control.md exactly as it is shown there. */
@Timeout(120)
class WritingASpamControlTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SERVICE_LINE = "org.example.ByteBudgetPlugin";
  private static final Pattern DEMO = Pattern.compile("`gossip (demo [^`]*)`");
  private static final int FRAME_BYTES = 1_000;

  @TempDir private Path folder = Path.of("");

  private String section = "";

  @BeforeEach
  void readTheSection() throws Exception {
    String page = Files.readString(Path.of("../docs/spam-control.md"));
    section = page.substring(page.indexOf("## Write a spam control"));
    assertThat(section).contains("the line `" + SERVICE_LINE + "`");
  }

  private TutorialCode tutorial() throws Exception {
    return TutorialCode.compile(
        folder, section, Set.of("ByteBudgetPlugin", "ByteBudgetTest"), SERVICE_LINE + "\n");
  }

  @Test
  void spamControlOfThePageKeepsEveryRuleOfItsContract() throws Exception {
    EngineExecutionResults results = tutorial().runTests("ByteBudgetTest");

    assertThat(results.testEvents().failed().list()).isEmpty();
    assertThat(results.testEvents().aborted().list()).as("rules not checked").isEmpty();
    assertThat(results.testEvents().succeeded().count()).isGreaterThanOrEqualTo(18);
  }

  @Test
  void rejectedMessageHalvesBurstAndRateOfItsPeerForAMinute() throws Exception {
    try (URLClassLoader loader = tutorial().newClassLoader()) {
      ManualSpamContext context = new ManualSpamContext();
      SpamControl spam = factoryFrom(loader).create(context);
      Peer hostile = new Peer(new PeerId(new byte[32]), Direction.INBOUND);
      spam.onPeerUp(hostile);

      GossipMessage message = GossipMessage.builder(new MessageId(new byte[32])).build();
      spam.onRejected(new Rejection(hostile, message, Rejection.Reason.BAD_SIGNATURE));
      assertThat(admittedAtOnce(spam, hostile)).isEqualTo(2_000);
      context.advance(Duration.ofSeconds(1));
      assertThat(admittedAtOnce(spam, hostile)).isEqualTo(500);

      context.advance(Duration.ofSeconds(59));
      assertThat(admittedAtOnce(spam, hostile)).isEqualTo(4_000);
      context.advance(Duration.ofSeconds(1));
      assertThat(admittedAtOnce(spam, hostile)).isEqualTo(1_000);
    }
  }

  private static SpamControl.Factory factoryFrom(ClassLoader loader) {
    GossipPlugin plugin =
        ServiceLoader.load(GossipPlugin.class, loader).stream()
            .filter(found -> found.type().getName().equals(SERVICE_LINE))
            .findAny()
            .orElseThrow()
            .get();
    return Guice.createInjector(plugin.module(PluginSettings.defaultsOf(plugin)))
        .getInstance(SpamControl.Factory.class);
  }

  private static int admittedAtOnce(SpamControl spam, Peer peer) {
    int admitted = 0;
    while (spam.admit(peer, Cost.PAYLOAD, FRAME_BYTES)) {
      admitted++;
    }
    return admitted;
  }

  @Test
  void demoOfThePageDeliversAtAllNodes() throws Exception {
    Matcher command = DEMO.matcher(section);
    assertThat(command.find()).as("the command that runs the demo").isTrue();
    int base = FreePorts.base();
    List<String> args = new ArrayList<>(tutorial().arguments(command.group(1)));
    args.addAll(List.of("--port", String.valueOf(base), "--json"));

    CliProcess demo = CliProcess.run(LIMIT, List.of(base + " hello"), args.toArray(String[]::new));

    assertThat(demo.awaitExit(LIMIT)).as("exit code of %s", demo).isZero();
    List<JsonObject> events =
        demo.out().stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    assertThat(events)
        .as("%s", demo)
        .filteredOn(event -> event.get("event").getAsString().equals("delivered"))
        .extracting(event -> event.get("node").getAsString())
        .doesNotHaveDuplicates()
        .hasSize(5);
  }
}
