import { correlationOf, idempotencyKeyOf, parseBody } from '@ordersaga/http-edge';
import type { Request, Router } from 'express';
import { catalogNewProduct } from '../../../application/catalog-product';
import { changeProduct } from '../../../application/change-product';
import type { StockStore } from '../../../application/ports/stock-store';
import { listProducts, readProduct } from '../../../application/read-products';
import { restockProduct } from '../../../application/restock-product';
import { ProductNotFoundError } from '../../../application/stock-errors';
import type { Product } from '../../../domain/product';
import { isProductId, newProductBody, productChangeBody, restockBody } from './product-bodies';

/** The HTTP contract of Stock. `defaultCurrency` is that of a product whose request names none. */
export function productRoutes(store: StockStore, defaultCurrency: string) {
  return (router: Router): void => {
    router.get('/products', async (_request, response) => {
      response.json((await listProducts(store)).map(showProduct));
    });
    router.get('/products/:productId', async (request, response) => {
      response.json(showProduct(await readProduct(store, productIdOf(request))));
    });
    router.post('/products', async (request, response) => {
      const { currency = defaultCurrency, ...entry } = parseBody(newProductBody, request);
      const product = await catalogNewProduct(store, { ...entry, currency }, correlationOf(request));
      response.status(201).location(`/products/${product.productId}`).json(showProduct(product));
    });
    router.patch('/products/:productId', async (request, response) => {
      const change = parseBody(productChangeBody, request);
      const product = await changeProduct(store, productIdOf(request), change, correlationOf(request));
      response.json(showProduct(product));
    });
    router.post('/products/:productId/restock', async (request, response) => {
      const key = idempotencyKeyOf(request);
      const { quantity } = parseBody(restockBody, request);
      const restock = { productId: productIdOf(request), quantity };
      response.json(showProduct(await restockProduct(store, restock, correlationOf(request), key)));
    });
  };
}

function showProduct({ productId, name, unitPrice, currency, available, reserved, sold }: Product) {
  return { productId, name, unitPrice, currency, available, reserved, sold };
}

/** An id that no product can have is not worth a query; some (NUL) the database would even refuse. */
function productIdOf(request: Request<{ productId: string }>): string {
  const { productId } = request.params;
  if (!isProductId(productId)) throw new ProductNotFoundError(productId);
  return productId;
}
