/** A DNS server whose zone and faults a test sets. */
@NullMarked
package dev.penstock.lab.dns;

import org.jspecify.annotations.NullMarked;
