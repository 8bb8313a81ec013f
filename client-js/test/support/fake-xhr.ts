import { request as httpRequest, type ClientRequest } from "node:http";

/** As much of the browser's XMLHttpRequest as a JSON call needs, over a real socket. */
export class FakeXMLHttpRequest extends EventTarget {
  static made = 0;
  status = 0;
  responseText = "";
  #request: ClientRequest | undefined;
  #headers: Record<string, string | string[] | undefined> = {};

  constructor() {
    super();
    FakeXMLHttpRequest.made++;
  }

  open(method: string, url: string): void {
    this.#request = httpRequest(url, { method, agent: false }, (response) => {
      this.status = response.statusCode ?? 0;
      this.#headers = response.headers;
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (this.responseText += chunk));
      response.on("end", () => this.#tell("load"));
      response.on("error", () => this.#tell("error"));
    });
    this.#request.on("error", () => this.#tell("error"));
  }

  setRequestHeader(name: string, value: string): void {
    this.#request?.setHeader(name, value);
  }

  getResponseHeader(name: string): string | null {
    const value = this.#headers[name.toLowerCase()];
    return typeof value === "string" ? value : null;
  }

  send(body: string): void {
    this.#request?.end(body);
  }

  abort(): void {
    this.#request?.destroy();
    // At once, as in a browser.
    this.#tell("abort");
  }

  #tell(type: string): void {
    this.dispatchEvent(new Event(type));
  }
}
