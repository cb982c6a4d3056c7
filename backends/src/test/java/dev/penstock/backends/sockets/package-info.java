@NullMarked
package dev.penstock.backends.sockets;

import org.jspecify.annotations.NullMarked;
