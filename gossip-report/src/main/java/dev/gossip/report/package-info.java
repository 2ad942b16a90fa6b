/**
 * Runs of simulated networks for people and for other programs: one page of HTML that needs nothing
 * else ({@link dev.gossip.report.HtmlReport}), and a trace of JSON lines ({@link
 * dev.gossip.report.TraceLines}).
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.report;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
