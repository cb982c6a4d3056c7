/**
 * The sessions of a pool: how many were opened and closed, for which reason, and what the claims of each open session
 * have waited on. The slots record; any thread reads.
 */
@NullMarked
package dev.penstock.waits.sessions;

import org.jspecify.annotations.NullMarked;
