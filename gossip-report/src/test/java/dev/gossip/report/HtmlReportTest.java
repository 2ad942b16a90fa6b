package dev.gossip.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.trace.RunEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests what is in the file of a page; tests of gossip-cli open pages in a browser. */
class HtmlReportTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">(.*)</script>");

  private static final Pattern COPIES = Pattern.compile("\"copies\":\\[([-0-9,]+)]");

  @Test
  void pageHasTheFiguresOfTheRunToTheDigit() {
    RunRecorder recorder = new RunRecorder();
    SimulatedNetwork network = spread(recorder, "news");

    String data = data(page("title", network, recorder));

    assertThat(data).contains("\"figures\":" + RunFigures.of(network));
    assertThat(data)
        .contains("\"coverage\":" + network.report().coverage())
        .contains("\"p99\":" + network.report().latencyMillis().p99())
        .contains("\"transmissions\":" + network.report().transmissions());
  }

  @Test
  void recordingDoesNotChangeTheRun() {
    SimulatedNetwork recorded = spread(new RunRecorder(), "news");
    SimulatedNetwork watched = start(Simulation.seeded(5).nodes(12));

    assertThat(recorded.record().traceHash()).isEqualTo(watched.record().traceHash());
  }

  @Test
  void hostileTextLeavesNoMarkupInThePage() {
    String hostile = "</script><img src=x onerror=alert(1)>&<!--\u2028\u202e\u001b[2J";
    RunRecorder recorder = new RunRecorder();

    String page = page(hostile, spread(recorder, hostile), recorder);

    assertThat(page).doesNotContain("<img", "\u2028", "\u202e", "\u001b");
    assertThat(data(page)).doesNotContain("<", ">", "&").contains("\\u003cimg src", "\\u202e");
  }

  @Test
  void placesOfThePageInTextAreText() {
    RunRecorder recorder = new RunRecorder();

    String page = page("@SCRIPT@ @DATA@", spread(recorder, "@STYLE@"), recorder);

    assertThat(data(page)).contains("\"title\":\"@SCRIPT@ @DATA@\"");
  }

  @Test
  void pageLoadsNothingAndRunsNothingElse() {
    RunRecorder recorder = new RunRecorder();

    String page = page("title", spread(recorder, "news"), recorder);

    assertThat(page).contains("default-src 'none'; script-src 'sha256-");
    assertThat(page).doesNotContain("<link", "@import", "src=\"", "unsafe-inline");
  }

  @Test
  void licencesOfTheLibrariesAreInThePage() {
    RunRecorder recorder = new RunRecorder();

    assertThat(data(page("title", spread(recorder, "news"), recorder)))
        .contains("The MIT License", "Leon Sorokin", "Copyright 2010-2021 Mike Bostock");
  }

  @Test
  void smallRunIsAllInThePage() {
    RunRecorder recorder = new RunRecorder();

    String data = data(page("title", spread(recorder, "news"), recorder));

    assertThat(data).contains("\"leftOut\":[]", "\"count\":12,");
  }

  @Test
  void reportNamesWhatItLeavesOut() {
    RunRecorder recorder = new RunRecorder();
    SimulatedNetwork network = Simulation.seeded(5).nodes(4).record(recorder).start();
    network.awaitLinks(Duration.ofSeconds(5));
    for (int i = 0; i < 450; i++) {
      network.node(i % 4).publish("message " + i);
      network.runFor(Duration.ofMillis(5));
    }

    String data = data(page("title", network, recorder));

    assertThat(data).contains("\"leftOut\":[\"150 of 450 messages to choose from\"]");
  }

  @Test
  void pageIsTheSameInEveryLocale() {
    RunRecorder recorder = new RunRecorder();
    for (int i = 0; i < 1_200; i++) {
      recorder.note(i, 0, "note " + i);
    }
    SimulatedNetwork network = spread(recorder, "news");
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(data(page("title", network, recorder))).contains("500 of 1,200 events of nodes");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void reportWithoutRunsIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> HtmlReport.of("none", List.of()));
  }

  @Test
  void copiesThatAllArriveAreAllReceivedAfterTheyWereSent() {
    RunRecorder recorder = new RunRecorder();

    List<int[]> copies = copies(spread(recorder, "news"), recorder);

    assertThat(copies).isNotEmpty().allSatisfy(copy -> assertThat(copy[3]).isGreaterThan(copy[2]));
  }

  @Test
  void copyThatWasSentAgainIsTheOneThatArrived() {
    RunRecorder recorder = new RunRecorder();
    SimulatedNetwork network = spread(recorder, "news");
    // To itself, as no copy of the run.
    sent(network, recorder, 100);
    sent(network, recorder, 400);
    received(network, recorder, 450);

    assertThat(copies(network, recorder))
        .contains(new int[] {0, 0, 100, -1}, new int[] {0, 0, 400, 450});
  }

  @Test
  void copiesInFlightAtTheBoundOfTheFileAreShownAsReceived() {
    RunRecorder recorder = new RunRecorder();
    SimulatedNetwork network = spread(recorder, "news");
    for (int i = 0; i < 130_000; i++) {
      sent(network, recorder, 1_000 + i);
    }
    for (int i = 0; i < 1_000; i++) {
      received(network, recorder, 200_000 + i);
    }

    assertThat(copies(network, recorder)).anySatisfy(copy -> assertThat(copy[3]).isPositive());
    assertThat(data(page("title", network, recorder)))
        .contains("\"0 of 1 of these messages with all their copies\"");
  }

  @Test
  void copiesAreNotShownAsLostIfTheirReceptionIsLeftOut() {
    RunRecorder recorder = new RunRecorder();
    SimulatedNetwork network = spread(recorder, "news");
    sent(network, recorder, 1_000);
    for (int i = 0; i < 130_000; i++) {
      recorder.accept(new RunEvent.Received(at(network, 2_000 + i), 1, 1, id(network), true));
    }
    received(network, recorder, 200_000);

    assertThat(copies(network, recorder))
        .contains(new int[] {0, 0, 1_000, -2})
        .allSatisfy(copy -> assertThat(copy[3]).isNotEqualTo(-1));
  }

  private static void sent(SimulatedNetwork network, RunRecorder recorder, long micros) {
    recorder.accept(new RunEvent.Sent(at(network, micros), 0, 0, "payload", 1, id(network)));
  }

  private static void received(SimulatedNetwork network, RunRecorder recorder, long micros) {
    recorder.accept(new RunEvent.Received(at(network, micros), 0, 0, id(network), true));
  }

  private static long at(SimulatedNetwork network, long micros) {
    return message(network).publishedNanos() + micros * 1_000;
  }

  private static MessageId id(SimulatedNetwork network) {
    return message(network).id();
  }

  private static MessageRecord message(SimulatedNetwork network) {
    return network.record().messages().iterator().next();
  }

  /** Sender, receiver, time sent and time received of each copy of the only message. */
  private static List<int[]> copies(SimulatedNetwork network, RunRecorder recorder) {
    Matcher found = COPIES.matcher(data(page("title", network, recorder)));
    assertThat(found.find()).isTrue();
    int[] numbers =
        Pattern.compile(",").splitAsStream(found.group(1)).mapToInt(Integer::parseInt).toArray();
    List<int[]> copies = new ArrayList<>();
    for (int i = 0; i < numbers.length; i += 4) {
      copies.add(Arrays.copyOfRange(numbers, i, i + 4));
    }
    return copies;
  }

  private static String page(String title, SimulatedNetwork network, RunRecorder recorder) {
    ReportRun run =
        ReportRun.of("flooding", "./gossip simulate", RunFigures.of(network))
            .with(network, recorder, List.of());
    return HtmlReport.of(title, List.of(run));
  }

  private static SimulatedNetwork spread(RunRecorder recorder, String topic) {
    SimulatedNetwork network = Simulation.seeded(5).nodes(12).record(recorder).start();
    recorder.watch(network);
    return run(network, topic);
  }

  private static SimulatedNetwork start(Simulation simulation) {
    return run(simulation.start(), "news");
  }

  private static SimulatedNetwork run(SimulatedNetwork network, String topic) {
    network.awaitLinks(Duration.ofSeconds(5));
    network.node(0).publish(topic, ByteString.copyFromUtf8("payload"));
    network.runFor(Duration.ofSeconds(2));
    return network;
  }

  private static String data(String page) {
    Matcher found = DATA.matcher(page);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }
}
