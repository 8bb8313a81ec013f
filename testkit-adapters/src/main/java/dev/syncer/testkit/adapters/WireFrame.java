package dev.syncer.testkit.adapters;

/**
 * A WebSocket frame of a server.
 *
 * @param start its first byte: flags and opcode; 0x81 is a whole text, 0x88 a close, 0x8A a pong
 * @param text the payload as UTF-8; for a close the reason
 * @param closeCode of a close frame, 1005 where it has none; 0 for others
 */
public record WireFrame(int start, String text, int closeCode) {}
