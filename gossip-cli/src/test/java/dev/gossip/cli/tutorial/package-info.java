/** Tests that compile and run the code of the pages in docs about plugins. */
@NullMarked
package dev.gossip.cli.tutorial;

import org.jspecify.annotations.NullMarked;
