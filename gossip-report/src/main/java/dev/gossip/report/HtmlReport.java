package dev.gossip.report;

import java.util.List;

/**
 * A page of HTML about one run or several, in one file that needs no other file, no program and no
 * network. It shows the spread of messages, curves, tables and the command that makes the run
 * again. What nodes and applications name is data of the page and never part of its markup.
 */
public final class HtmlReport {
  private HtmlReport() {}

  /**
   * The page as text, to be written as UTF-8.
   *
   * @param title its heading
   * @param runs the runs that it shows side by side; at least one
   * @throws IllegalArgumentException if there is no run
   */
  public static String of(String title, List<ReportRun> runs) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a report needs a run");
    }
    JsonText data = new JsonText().beginObject().name("title").value(title);
    data.name("runs").beginArray();
    runs.forEach(run -> run.writeTo(data));
    data.endArray();
    return PageText.ofRuns(data);
  }
}
