package dev.gossip.simulation.privacy;

/**
 * How well spies named origins.
 *
 * @param messages of honest nodes, which is what they are asked about
 * @param precision how sure one can be of a node that is named: sum over rightly named messages of
 *     1/(messages attributed to that node), over the number of messages
 * @param recall share of the messages whose origin is named
 */
public record PrivacyReport(int messages, Estimate precision, Estimate recall) {}
