@NullMarked
package dev.penstock.pool.claims;

import org.jspecify.annotations.NullMarked;
