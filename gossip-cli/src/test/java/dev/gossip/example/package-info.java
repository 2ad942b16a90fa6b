/** The programs that README.md shows. */
@org.jspecify.annotations.NullMarked
package dev.gossip.example;
