import { island } from "../../lib/island.tsx";
import { Builder } from "./Builder.tsx";

export const mount = island(Builder);
