@org.jspecify.annotations.NullMarked
package dev.penstock.pool.meters;
