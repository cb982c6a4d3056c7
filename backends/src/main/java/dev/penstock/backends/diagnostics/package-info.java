/**
 * Questions to the server of a backend about its sessions: which session waits for which, in a session beside those of
 * the slots.
 */
@NullMarked
package dev.penstock.backends.diagnostics;

import org.jspecify.annotations.NullMarked;
