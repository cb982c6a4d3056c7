/**
 * Host names and IP addresses as text: their IDNA form, their literals, and their form in messages. Nothing here asks a
 * name server or knows a backend. Only the packages of this module call it.
 */
@NullMarked
package dev.penstock.discovery.names;

import org.jspecify.annotations.NullMarked;
