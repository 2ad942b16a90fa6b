package dev.gossip.api.spam;

/**
 * One reason for a peer's standing.
 *
 * @param term the rule or the part of a score, in a few words, such as {@code broken promises}
 * @param value its present value, in the unit that {@code detail} names
 * @param detail one line for people: counter, weight, latest evidence, when it is forgotten. Never
 *     names a message
 */
public record Explanation(String term, double value, String detail) {}
