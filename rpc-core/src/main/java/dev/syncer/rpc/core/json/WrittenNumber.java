package dev.syncer.rpc.core.json;

/**
 * A number as it was written: the id of a request, which goes back to the letter. As a value {@code
 * -0} and {@code 1e3} would come back as {@code 0} and {@code 1E+3}, and their sender would not
 * know them.
 *
 * @param text a JSON number
 */
public record WrittenNumber(String text) {
  @Override
  public String toString() {
    return text;
  }
}
