package dev.gossip.udp.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/pacing.md} is measured on modelled paths in virtual time, so it is the same on every
 * machine. With {@code -Dgossip.docs.write=true} this test writes it.
 */
class PacingTableTest {
  private static final int SEEDS = 4;
  private static final int FIXED_DATAGRAMS = 128;
  private static final double[] LOSSES = {0, 0.01, 0.05, 0.3};
  private static final Path IDLE = new Path(50, 50, 50, 0);
  private static final Path BOTTLENECK = new Path(10, 50, 50, 0);

  private final java.nio.file.Path page =
      java.nio.file.Path.of(System.getProperty("basedir", "")).resolve("../docs/pacing.md");

  /** One of the compared controls. */
  private record Contender(String name, Supplier<Control> control) {}

  private static final List<Contender> CONTENDERS =
      List.of(
          new Contender("send window", () -> new Paced(PathModel.DATAGRAM_BYTES)),
          new Contender(
              "fixed, " + FIXED_DATAGRAMS + " datagrams",
              () -> new FixedWindow(PathModel.DATAGRAM_BYTES, FIXED_DATAGRAMS)),
          new Contender("plain AIMD", () -> new PlainAimd(PathModel.DATAGRAM_BYTES)));

  @Test
  void pageIsUpToDate() throws IOException {
    String text = page();
    if (Boolean.getBoolean("gossip.docs.write")) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page))
        .as("%s; the tests with -Dgossip.docs.write=true write it", page)
        .isEqualTo(text);
  }

  private static String page() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    text.append("\n## 50 Mbit/s, 10 seconds\n\n").append(losses(IDLE, 10));
    text.append("\n## 10 Mbit/s, 20 seconds\n\n").append(losses(BOTTLENECK, 20));
    text.append("\n## Changes, 10 Mbit/s\n\n| |");
    CONTENDERS.forEach(each -> text.append(' ').append(each.name()).append(" |"));
    text.append("\n| --- | --- | --- | --- |\n");
    text.append(
        row("two senders, the second 5 s later: seconds 10 to 30", PacingTableTest::shared));
    text.append(row("share of the sender with less", PacingTableTest::lesserShare));
    text.append(row("falls to 2 Mbit/s: seconds 2 to 7 after", PacingTableTest::slower));
    text.append(row("back to 10 Mbit/s: seconds 2 to 5 after", PacingTableTest::faster));
    text.append(row("receiver paused for 10 s: second 1 to 2 after", PacingTableTest::resumed));
    return text.toString();
  }

  private static String losses(Path path, int seconds) {
    StringBuilder table = new StringBuilder("| |");
    for (double loss : LOSSES) {
      table.append(String.format(Locale.ROOT, " random loss %.0f %% |", 100 * loss));
    }
    table.append("\n| --- | --- | --- | --- | --- |\n");
    for (Contender each : CONTENDERS) {
      table.append("| ").append(each.name()).append(" |");
      for (double loss : LOSSES) {
        table.append(' ').append(cell(models(each, path.withLoss(loss), seconds))).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static List<PathModel> models(Contender contender, Path path, int seconds) {
    return LongStream.rangeClosed(1, SEEDS)
        .mapToObj(
            seed -> {
              PathModel model = new PathModel(path, seed);
              model.add(contender.control().get());
              return model.run(seconds);
            })
        .toList();
  }

  private static String row(String name, Function<Contender, String> cell) {
    StringBuilder row = new StringBuilder("| ").append(name).append(" |");
    CONTENDERS.forEach(each -> row.append(' ').append(cell.apply(each)).append(" |"));
    return row.append('\n').toString();
  }

  private static String shared(Contender contender) {
    return cell(LongStream.rangeClosed(1, SEEDS).mapToObj(s -> shared(contender, s)).toList());
  }

  private static PathModel shared(Contender contender, long seed) {
    PathModel model = new PathModel(BOTTLENECK, seed);
    model.add(contender.control().get());
    // The phase of the first one is what differs between the seeds.
    model.run(5 + 0.37 * seed);
    model.add(contender.control().get());
    model.run(5).startMeasuring();
    return model.run(20);
  }

  private static String lesserShare(Contender contender) {
    double share =
        LongStream.rangeClosed(1, SEEDS)
            .mapToDouble(seed -> shared(contender, seed).lesserShare())
            .average()
            .orElseThrow();
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String slower(Contender contender) {
    return cell(changed(contender, false));
  }

  private static String faster(Contender contender) {
    return cell(changed(contender, true));
  }

  private static List<PathModel> changed(Contender contender, boolean isBack) {
    List<PathModel> models = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      PathModel model = new PathModel(BOTTLENECK, seed);
      model.add(contender.control().get());
      model.run(5 + 0.37 * seed);
      model.change(BOTTLENECK.withRate(2));
      model.run(2).startMeasuring();
      model.run(5);
      if (isBack) {
        model.change(BOTTLENECK);
        model.run(2).startMeasuring();
        model.run(3);
      }
      models.add(model);
    }
    return models;
  }

  private static String resumed(Contender contender) {
    List<PathModel> models = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      PathModel model = new PathModel(BOTTLENECK, seed);
      ModelSender sender = model.add(contender.control().get());
      model.run(5 + 0.37 * seed);
      sender.receiver().pause();
      model.run(10);
      sender.receiver().resume();
      model.run(1).startMeasuring();
      models.add(model.run(1));
    }
    return cell(models);
  }

  private static String cell(List<PathModel> models) {
    return String.format(
        Locale.ROOT,
        "%.0f %%, %.0f ms, %.1f %%",
        100 * mean(models, PathModel::goodputShare),
        mean(models, PathModel::meanQueueingMillis),
        100 * mean(models, PathModel::queueLoss));
  }

  private static double mean(List<PathModel> models, ToDoubleFunction<PathModel> figure) {
    return models.stream().mapToDouble(figure).average().orElseThrow();
  }

  private static final String INTRODUCTION =
      """
      # Pacing

      <!-- Generated from the code: mvn -pl gossip-udp -am test -Dtest=PacingTableTest \
      -Dsurefire.failIfNoSpecifiedTests=false -Dgossip.docs.write=true -->

      A node limits how much is under way to each peer, and spreads it over the round trip. The send
      window of a link

      - starts at 10 datagrams and doubles each round trip while all of it is used, until the delay
        or the loss of the path rises; then it grows by one datagram each round trip, faster while
        the path has no queue,
      - shrinks to what the path holds without a queue when the queueing delay is above 20 ms (large
        windows) to 30 ms (small ones) for a round trip. Less delay never shrinks it,
      - shrinks to 0.7 when the loss is above that of the path without a queue by more than chance.
        Random loss up to 40 % is that of the path: it stays the same when the window shrinks,
      - is 8 datagrams after a time without acknowledgements, and never less,
      - is sent at 1.25 times its size in a round trip, with bursts of 2 ms. After silence, up to 16
        datagrams leave at once.

      The few datagrams that [ask for no acknowledgement](wire-format.md#acknowledgements) are not part of
      it: at most 3 in 100 ms, or in a round trip if that is longer.

      The tables compare it with a fixed window and with plain AIMD (half the window for a round
      trip with a loss, one datagram more for one without) on a modelled path: datagrams of 1,200
      bytes, a round trip of 50 ms, a queue of 50 ms before the bottleneck that drops what does not
      fit, and random loss in both directions. A sender always has more to send. Each cell has

      - the goodput, as a share of the rate of the bottleneck without the random loss,
      - the mean queueing delay,
      - the share of the datagrams that the queue dropped,

      as means of 4 runs, from the start if not said otherwise.
      """;
}
