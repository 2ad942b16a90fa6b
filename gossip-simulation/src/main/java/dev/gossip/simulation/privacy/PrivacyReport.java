package dev.gossip.simulation.privacy;

/**
 * How well spies identified the origins of messages.
 *
 * @param messages how many messages of honest nodes were attributed
 * @param precision how reliable an attribution is: the sum over correctly attributed messages of 1
 *     / (messages attributed to that node), divided by the number of messages
 * @param recall the share of the messages that were attributed to their origin
 */
public record PrivacyReport(int messages, Estimate precision, Estimate recall) {}
