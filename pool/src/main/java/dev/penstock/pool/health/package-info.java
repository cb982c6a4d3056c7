/** The health of a pool as it sees itself. Applications and health checks read it; it takes no slot. */
@org.jspecify.annotations.NullMarked
package dev.penstock.pool.health;
